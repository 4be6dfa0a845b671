package io.jstack.orchestrator.control;

import io.jstack.orchestrator.ControlError;
import io.jstack.orchestrator.Progress;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code up --wait}: until every service runs and is healthy, or is done. Owned by the project's mailbox. */
final class Readiness {
    private final Project project;
    private final Progress progress;
    private final Operation operation;

    Readiness(Project project, Progress progress, Operation operation) {
        this.operation = operation;
        this.project = project;
        this.progress = progress;
    }

    CompletableFuture<Void> await(Collection<String> services, Duration longest) {
        Conditions conditions = new Conditions(project);
        List<CompletableFuture<Void>> waits = new ArrayList<>();
        for (String service : services) {
            say(service, Progress.State.WORKING, "Waiting");
            CompletableFuture<Void> wait =
                    operation.ends(project.waits.until(() -> conditions.ready(service)), project.mailbox);
            waits.add(wait);
            Background.letFail(wait.whenComplete((done, failure) -> say(
                    service,
                    failure == null ? Progress.State.DONE : Progress.State.FAILED,
                    failure == null ? said(service) : "Error")));
        }
        Timer.Alarm alarm = project.means
                .timer()
                .after(
                        longest,
                        () -> project.mailbox.execute(() -> waits.stream()
                                .filter(w -> !w.isDone())
                                .forEach(w -> w.completeExceptionally(new JstackException(
                                        ControlError.NOT_READY,
                                        "not ready after %d s".formatted(longest.toSeconds()),
                                        "see jstack ps, or wait longer with --wait-timeout")))));
        return CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new))
                .whenComplete((done, failure) -> alarm.cancel());
    }

    private String said(String service) {
        return project.replicas(service).stream().anyMatch(t -> t.health.isPresent()) ? "Healthy" : "Started";
    }

    private void say(String service, Progress.State state, String text) {
        project.replicas(service)
                .forEach(t ->
                        progress.on(new Progress.Step(Progress.Resource.CONTAINER, t.replica.name(), state, text)));
    }
}
