package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.Progress.Resource;
import io.jstack.orchestrator.plan.Replica;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Tells of each piece of work that it has begun, and how it ended. */
final class Steps {
    private final Progress progress;

    Steps(Progress progress) {
        this.progress = progress;
    }

    <T> CompletableFuture<T> told(Replica replica, String doing, String done, Supplier<CompletableFuture<T>> work) {
        return told(Resource.CONTAINER, replica.name(), doing, done, work);
    }

    <T> CompletableFuture<T> told(
            Resource resource, String name, String doing, String done, Supplier<CompletableFuture<T>> work) {
        progress.on(new Progress.Step(resource, name, Progress.State.WORKING, doing));
        return work.get()
                .whenComplete((value, failure) -> progress.on(new Progress.Step(
                        resource,
                        name,
                        failure == null ? Progress.State.DONE : Progress.State.FAILED,
                        failure == null ? done : "Error")));
    }

    void say(Replica replica, Progress.State state, String text) {
        progress.on(new Progress.Step(Resource.CONTAINER, replica.name(), state, text));
    }
}
