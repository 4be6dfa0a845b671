package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Engine;
import io.jstack.orchestrator.Engine.ImageWhen;
import io.jstack.orchestrator.Event;
import io.jstack.orchestrator.ImageFacts;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.Progress.Resource;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.plan.Action;
import io.jstack.orchestrator.plan.Cause;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Carries out a plan's actions on what containers stand on: images, networks, volumes. Owned by the project's mailbox. */
final class ResourceWork {
    private final Project project;
    private final Engine engine;
    private final Workers workers;
    private final Progress progress;
    private final Steps steps;

    ResourceWork(Project project, Progress progress) {
        this.project = project;
        this.engine = project.means.engine();
        this.workers = project.means.workers();
        this.progress = progress;
        this.steps = new Steps(progress);
    }

    CompletionStage<?> ensureImage(Action.EnsureImage action) {
        Service service = action.service();
        return fetchImage(stack(), service, action.when())
                .thenAcceptAsync(facts -> project.noteImage(service.name(), facts), project.mailbox);
    }

    /** Gets an image, telling how far it is. */
    CompletableFuture<ImageFacts> fetchImage(Stack stack, Service service, ImageWhen when) {
        String name = service.image().reference();
        boolean build = new Action.EnsureImage(service, when, new Cause.NotFound())
                .verb()
                .equals("build");
        return steps.told(
                Resource.IMAGE,
                name,
                build ? "Building" : "Pulling",
                build ? "Built" : "Pulled",
                () -> workers.bounded(() -> engine.ensureImage(
                        stack,
                        service,
                        when,
                        line -> progress.on(new Progress.Step(Resource.IMAGE, name, Progress.State.WORKING, line)))));
    }

    CompletionStage<?> ensureNetwork(Action.EnsureNetwork action) {
        boolean repair = action.verb().equals("repair");
        return steps.told(
                Resource.NETWORK,
                action.network().name(),
                repair ? "Repairing" : "Creating",
                repair ? "Repaired" : "Created",
                () -> workers.bounded(() ->
                        announce(engine.ensureNetwork(stack(), action.network(), action.hash(), action.addresses()))));
    }

    CompletionStage<?> recreateNetwork(Action.RecreateNetwork action) {
        return steps.told(
                Resource.NETWORK,
                action.network().name(),
                "Recreate",
                "Recreated",
                () -> workers.bounded(() -> {
                    engine.removeNetwork(project.name, action.network().name());
                    announce(engine.ensureNetwork(stack(), action.network(), action.hash(), action.addresses()));
                }));
    }

    private void announce(List<String> lines) {
        lines.forEach(line -> {
            progress.on(new Progress.Step(Resource.PROJECT, project.name, Progress.State.WARNING, line));
            project.tell(Event.Resource.PROJECT, project.name, "announce", line);
        });
    }

    CompletionStage<?> removeNetwork(Action.RemoveNetwork action) {
        return steps.told(
                Resource.NETWORK,
                action.name(),
                "Removing",
                "Removed",
                () -> workers.bounded(() -> engine.removeNetwork(project.name, action.name())));
    }

    CompletionStage<?> ensureVolume(Action.EnsureVolume action) {
        return steps.told(
                Resource.VOLUME,
                action.volume().name(),
                "Creating",
                "Created",
                () -> workers.bounded(() -> engine.ensureVolume(stack(), action.volume(), action.hash())));
    }

    CompletionStage<?> removeVolume(Action.RemoveVolume action) {
        return steps.told(
                Resource.VOLUME,
                action.name(),
                "Removing",
                "Removed",
                () -> workers.bounded(() -> engine.removeVolume(project.name, action.name())));
    }

    CompletionStage<?> removeImage(Action.RemoveImage action) {
        return steps.told(
                Resource.IMAGE,
                action.reference(),
                "Removing",
                "Removed",
                () -> workers.bounded(() -> engine.removeImage(action.reference())));
    }

    private Stack stack() {
        return project.ledger().orElseThrow().stack();
    }
}
