package io.jstack.engine.api;

import io.jstack.engine.HostContainer;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.Projects;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** What is done to one container, as {@code jstack container start} and its like do it: with their rights, and their refusals. */
final class ContainerVerbs {
    private static final int DONE = 204;
    /** It was so already. */
    private static final int NOT_MODIFIED = 304;

    private final HostView host;

    ContainerVerbs(HostView host) {
        this.host = host;
    }

    void start(Request request, Answer answer) throws IOException {
        HostContainer container = host.container(request);
        if (container.isAlive()) {
            answer.status(NOT_MODIFIED);
            return;
        }
        projects()
                .start(container.project(), container.whole(projects(), "start").service(), Progress.SILENT);
        answer.status(DONE);
    }

    void stop(Request request, Answer answer) throws IOException {
        HostContainer container = host.container(request);
        if (!container.isUp()) {
            answer.status(NOT_MODIFIED);
            return;
        }
        projects()
                .stop(
                        container.project(),
                        container.whole(projects(), "stop").service(),
                        grace(request),
                        Progress.SILENT);
        answer.status(DONE);
    }

    void restart(Request request, Answer answer) throws IOException {
        HostContainer container = host.container(request);
        projects()
                .restart(
                        container.project(),
                        container.whole(projects(), "restart").service(),
                        grace(request),
                        Projects.Follow.NOBODY,
                        Progress.SILENT);
        answer.status(DONE);
    }

    void kill(Request request, Answer answer) throws IOException {
        HostContainer container = host.container(request).running();
        projects()
                .kill(
                        container.project(),
                        container.whole(projects(), "kill").service(),
                        request.query().text("signal").orElse("SIGKILL"),
                        Progress.SILENT);
        answer.status(DONE);
    }

    void pause(Request request, Answer answer) throws IOException {
        HostContainer container = host.container(request).running();
        projects()
                .pause(container.project(), container.whole(projects(), "pause").service(), Progress.SILENT);
        answer.status(DONE);
    }

    void unpause(Request request, Answer answer) throws IOException {
        HostContainer container = host.container(request).running();
        projects()
                .unpause(
                        container.project(),
                        container.whole(projects(), "unpause").service(),
                        Progress.SILENT);
        answer.status(DONE);
    }

    void rename(Request request, Answer answer) throws IOException {
        HostContainer container = host.container(request);
        String name = request.query()
                .text("name")
                .orElseThrow(() -> Refusal.badRequest("Neither old nor new names may be empty"));
        projects().rename(container.project(), container.id(), name);
        answer.status(DONE);
    }

    void remove(Request request, Answer answer) throws IOException {
        Query query = request.query();
        if (query.flag("link")) {
            throw Refusal.notSpoken("removing a link");
        }
        host.container(request)
                .remove(
                        projects(),
                        query.flag("force") ? HostContainer.Removal.FORCED : HostContainer.Removal.OF_STOPPED,
                        query.flag("v") ? AnonymousVolumes.REMOVE : AnonymousVolumes.KEEP,
                        "rm by the API");
        answer.status(DONE);
    }

    /** Of a stop; the service's own where none, or Docker's -1 for ever, is asked for. */
    private static Optional<Duration> grace(Request request) {
        int seconds = request.query().integer("t").orElse(-1);
        return seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    private Projects projects() {
        return host.projects();
    }
}
