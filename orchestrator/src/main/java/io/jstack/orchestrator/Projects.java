package io.jstack.orchestrator;

import io.jstack.orchestrator.model.Lifecycle;
import io.jstack.orchestrator.model.Resources;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All projects of this host, as the commands drive them. Every call that changes something takes the project's lock (a wait for it is
 * reported with its holder's name), blocks until done, and throws {@link JstackException} with every problem it met; interrupting the
 * calling thread ends it after the actions under way. Service lists: empty means all. An unknown service is an error.
 */
public interface Projects extends AutoCloseable {
    // ---- making it so

    /** Makes the stack true, and keeps it so from then on. */
    void up(Stack stack, UpOptions options, Progress progress);

    /** What {@link #up} would do; changes nothing. */
    Changes plan(Stack stack, UpOptions options);

    /** What the loop would repair now in a project that is up. */
    Changes drift(String project);

    /** Stops and removes the project's containers, dependants first, then its networks. */
    void down(String project, DownOptions options, Progress progress);

    /** Sets the number of replicas and makes that true; it holds until the next {@link #up} of the service, as with Compose. */
    void scale(Stack stack, Map<String, Integer> replicas, UpOptions options, Progress progress);

    // ---- services of a project that was up

    /** Starts existing containers, dependencies first. */
    void start(String project, List<String> services, Progress progress);

    /**
     * Stops containers, dependants first; they stay stopped.
     *
     * @param timeout instead of each service's grace period
     */
    void stop(String project, List<String> services, Optional<Duration> timeout, Progress progress);

    /** Stops and starts containers in dependency order; services that depend on them with {@code restart: true} follow once. */
    void restart(String project, List<String> services, Optional<Duration> timeout, Follow follow, Progress progress);

    /** Sends a signal; containers that end by it stay ended. */
    void kill(String project, List<String> services, String signal, Progress progress);

    /** Removes stopped containers; with {@link RemoveOptions#stop} running ones too. */
    void rm(String project, List<String> services, RemoveOptions options, Progress progress);

    void pause(String project, List<String> services, Progress progress);

    void unpause(String project, List<String> services, Progress progress);

    // ---- one container, changed in place

    /** Gives a container another name; one that is the only one of its service keeps it when it is made anew. */
    void rename(String project, ContainerId id, String name);

    /**
     * Sets a container's limits at once; one that is the only one of its service keeps them when it is made anew.
     *
     * @param restart when it is restarted from now on; empty: as before. Only of one that is the only one of its service
     */
    void limit(String project, ContainerId id, Resources limits, Optional<Lifecycle.Restart> restart);

    // ---- one-off containers

    /**
     * Makes a one-off container with what it needs (networks, volumes, image, dependencies) and does not start it, so that a terminal
     * can be attached first.
     */
    ContainerId prepareRun(Stack stack, RunOptions options, Progress progress);

    /** Starts a one-off; how it ends is told by {@link #awaitExit}. */
    void startRun(String project, ContainerId id);

    /** Blocks until the container's present run ends. */
    ExitStatus awaitExit(String project, ContainerId id);

    /** Removes a one-off, killing it when it runs. */
    void removeRun(String project, ContainerId id, Engine.AnonymousVolumes volumes);

    // ---- looking

    /** Projects with a record or with containers, sorted by name. */
    List<ProjectStatus> list();

    /** Every container of the project, by service in the order of the file, then number, one-offs last. */
    List<ContainerStatus> ps(String project);

    /** The stack last made true, with scale applied. */
    Optional<Stack> stack(String project);

    /** Blocks until each service is running (or done, when it is a one-shot) and healthy where it has a health check. */
    void awaitReady(String project, List<String> services, Duration timeout, Progress progress);

    /** Blocks until the first container of one of the services ends. */
    ExitStatus awaitFirstExit(String project, List<String> services);

    /**
     * What happened from {@code since} on, oldest first, as far as it is remembered.
     *
     * @param project empty: all
     */
    List<Event> events(Optional<String> project, Optional<Instant> since);

    /**
     * Calls {@code listener} for each event to come, in order; the listener must not block.
     *
     * @param project empty: all
     */
    Engine.Subscription follow(Optional<String> project, Consumer<Event> listener);

    /** Stops watching and repairing; containers stay as they are. */
    @Override
    void close();

    /** Whether services that depend on the ones named are restarted with them. */
    enum Follow {
        DEPENDANTS,
        NOBODY
    }

    /**
     * How {@link #rm} goes about it.
     *
     * @param stop stop running containers first; without it they are left alone
     */
    record RemoveOptions(boolean stop, Engine.AnonymousVolumes volumes) {}
}
