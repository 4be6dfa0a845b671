package io.jstack.engine;

import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.DownOptions;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.ProjectStatus;
import io.jstack.orchestrator.Projects;
import io.jstack.orchestrator.UpOptions;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A container of this host, by whatever project it was made.
 *
 * @param project a stack's, or that of a container made alone, which no stack can have: {@link #isAlone}
 */
public record HostContainer(String project, ContainerStatus status) {
    /** Begins the project of a container that belongs to no stack; the engine's own begin with an underscore. */
    public static final String ALONE = "_c-";

    public static List<HostContainer> all(Projects projects) {
        return projects.list().stream()
                .map(ProjectStatus::name)
                .flatMap(project -> projects.ps(project).stream().map(status -> new HostContainer(project, status)))
                .toList();
    }

    /** By name, id, or the beginning of one id. */
    public static HostContainer find(Projects projects, String text) {
        List<HostContainer> all = all(projects);
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
    public boolean isAlone() {
        return project.startsWith(ALONE);
    }

    public ContainerId id() {
        return status.container().id();
    }

    public String name() {
        return status.container().name();
    }

    public List<String> service() {
        return List.of(status.container().service());
    }

    public boolean isAlive() {
        return status.container().isAlive();
    }

    /** For what is done to services as a whole: the one container of its service. */
    public HostContainer whole(Projects projects, String verb) {
        long replicas = projects.ps(project).stream()
                .filter(other -> !other.container().oneOff())
                .filter(other ->
                        other.container().service().equals(status.container().service()))
                .count();
        if (status.container().oneOff() || replicas > 1) {
            throw new JstackException(
                    EngineError.UNSUPPORTED,
                    name() + " is one of several containers of service "
                            + status.container().service() + " of project " + project,
                    "jstack -p %s %s %s"
                            .formatted(project, verb, status.container().service()));
        }
        return this;
    }

    /** For what needs its process. */
    public HostContainer running() {
        if (!isAlive()) {
            throw new JstackException(
                    EngineError.CONTAINER_NOT_RUNNING,
                    "container " + name() + " is not running",
                    "jstack container start " + name());
        }
        return this;
    }

    /** Whether {@code ps} shows it without being asked for all. */
    public boolean isUp() {
        return switch (status.phase()) {
            case RUNNING, PAUSED, RESTARTING, CRASH_LOOP -> true;
            case CREATED, EXITED, DEAD -> false;
        };
    }

    /** By name, id, status, health, ancestor, network, exited and label, as {@code ps --filter}. */
    public boolean isWanted(Filters wanted, Supplier<Map<String, String>> labels) {
        Observed.OfContainer container = status.container();
        return wanted.allow("name", name()::contains)
                && wanted.allow("id", id().value()::startsWith)
                && wanted.allow("status", status.phase().toString()::equals)
                && wanted.allow("health", status.health().toString()::equals)
                && wanted.allow("ancestor", image -> isOf(image, container.image()))
                && wanted.allow("network", container.addresses().keySet()::contains)
                && wanted.allow("exited", this::endedWith)
                && (!wanted.wanted().containsKey("label") || wanted.allowLabels(labels.get()));
    }

    private boolean endedWith(String code) {
        return status.container()
                .exit()
                .filter(exit -> exit.code().isPresent()
                        && Integer.toString(exit.code().getAsInt()).equals(code))
                .isPresent();
    }

    private static boolean isOf(String wanted, String image) {
        return image.equals(wanted) || image.equals(wanted + ":latest");
    }

    /** Whether one that runs is removed, too. */
    public enum Removal {
        OF_STOPPED,
        /** It is killed first. */
        FORCED
    }

    /** {@code container rm}: one made alone goes with its project. */
    public void remove(Projects projects, Removal removal, AnonymousVolumes volumes, String holder) {
        if (isAlive() && removal == Removal.OF_STOPPED) {
            throw new JstackException(
                    EngineError.IN_USE,
                    "container " + name() + " is running",
                    "jstack container stop " + name() + ", or rm -f");
        }
        if (isAlone()) {
            projects.down(
                    project,
                    new DownOptions(
                            List.of(),
                            volumes == AnonymousVolumes.REMOVE ? DownOptions.Volumes.REMOVE : DownOptions.Volumes.KEEP,
                            Optional.of(Duration.ZERO),
                            UpOptions.Orphans.REMOVE,
                            DownOptions.Images.KEEP,
                            holder),
                    Progress.SILENT);
        } else if (status.container().oneOff()) {
            projects.removeRun(project, id(), volumes);
        } else {
            projects.rm(
                    project,
                    whole(projects, "rm").service(),
                    new Projects.RemoveOptions(removal == Removal.FORCED, volumes),
                    Progress.SILENT);
        }
    }
}
