package io.jstack.cli.commands;

import io.jstack.engine.EngineError;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.ProjectStatus;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A container of this host, by whatever project it was made.
 *
 * @param project a stack's, or that of a container made alone, which no stack can have: {@link #isAlone}
 */
record HostContainer(String project, ContainerStatus status) {
    /** Begins the project of a container that belongs to no stack; the engine's own begin with an underscore. */
    static final String ALONE = "_c-";

    static List<HostContainer> all(Invocation run) {
        return run.projects().list().stream()
                .map(ProjectStatus::name)
                .flatMap(project ->
                        run.projects().ps(project).stream().map(status -> new HostContainer(project, status)))
                .toList();
    }

    /** By name, id, or the beginning of one id. */
    static HostContainer find(Invocation run, String text) {
        List<HostContainer> all = all(run);
        List<HostContainer> named =
                all.stream().filter(one -> one.name().equals(text)).toList();
        if (!named.isEmpty()) {
            return named.get(0);
        }
        List<HostContainer> matching =
                all.stream().filter(one -> one.id().value().startsWith(text)).toList();
        if (matching.size() > 1) {
            throw new JstackException(
                    EngineError.AMBIGUOUS_ID,
                    text + " begins the ids of "
                            + matching.stream().map(HostContainer::name).collect(Collectors.joining(", ")),
                    "give more of its digits, or the name");
        }
        return matching.stream()
                .findFirst()
                .orElseThrow(() -> new JstackException(
                        EngineError.NO_SUCH_CONTAINER, "no container is called " + text, "jstack container ls -a"));
    }

    /** Whether it is a container made by {@code container run}, not one of a stack. */
    boolean isAlone() {
        return project.startsWith(ALONE);
    }

    ContainerId id() {
        return status.container().id();
    }

    String name() {
        return status.container().name();
    }

    List<String> service() {
        return List.of(status.container().service());
    }

    boolean isAlive() {
        return status.container().isAlive();
    }

    /** For what is done to services as a whole: the one container of its service. */
    HostContainer whole(Invocation run, String verb) {
        long replicas = run.projects().ps(project).stream()
                .filter(other -> !other.container().oneOff())
                .filter(other ->
                        other.container().service().equals(status.container().service()))
                .count();
        if (status.container().oneOff() || replicas > 1) {
            throw new JstackException(
                    CommandError.UNSUPPORTED,
                    name() + " is one of several containers of service "
                            + status.container().service() + " of project " + project,
                    "jstack -p %s %s %s"
                            .formatted(project, verb, status.container().service()));
        }
        return this;
    }

    /** For what needs its process. */
    HostContainer running() {
        if (!isAlive()) {
            throw new JstackException(
                    CommandError.NOT_RUNNING,
                    "container " + name() + " is not running",
                    "jstack container start " + name());
        }
        return this;
    }
}
