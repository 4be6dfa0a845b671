package io.jstack.orchestrator;

import io.jstack.orchestrator.model.Lifecycle;
import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.Resources;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.model.Volume;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The port: everything the orchestrator can do to a host. An engine owns the mechanics of containers, networks, volumes and images;
 * when they happen, in which order, and how often, is decided on this side.
 *
 * <p>Every call blocks until it is done, may come from any thread, and is idempotent: asked for what already is, it does nothing; asked
 * to remove, stop or kill what is not there, it returns. Failures are {@link JstackException}s. Calls for one container are never
 * made concurrently, except {@link #probe}, {@link #killContainer} and {@link #observe}. An engine keeps the names in containers right by
 * itself (hosts files of peers) whenever a container is created, started or removed.
 */
public interface Engine {
    // ---- looking

    /** Every project that has a record, or whose things are on the host. Sorted. */
    List<String> projects();

    /** What is there now, from the kernel; cheap, for it is asked every few seconds. An unknown project has nothing. */
    Observed observe(String project);

    /** Calls {@code listener} from the engine's own threads until the returned handle is closed; the listener never blocks. */
    Subscription subscribe(Consumer<EngineEvent> listener);

    /** Ends a subscription. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    // ---- remembering

    /** The text last given to {@link #remember}; it survives a reboot of the host. */
    Optional<String> recall(String project);

    /** Keeps {@code record} (JSON, opaque to the engine) as a whole or not at all: one durable write. */
    void remember(String project, String record);

    /** Drops the record and everything durable that only the project used, such as its reserved addresses; never a volume. */
    void forget(String project);

    // ---- images

    /** What is in the store for the service's image, without any network or build; empty when it is not there. */
    Optional<ImageFacts> image(Stack stack, Service service);

    /**
     * Brings the service's image into the store.
     *
     * @param progress lines for people, such as {@code pulling layer 3/7}
     */
    ImageFacts ensureImage(Stack stack, Service service, ImageWhen when, Consumer<String> progress);

    /** Drops a reference from the store; one that a container of any project uses stays. */
    void removeImage(String reference);

    // ---- networks, volumes, ports

    /** Throws with one problem for each published port of the stack that somebody else holds. Changes nothing. */
    void checkPorts(Stack stack);

    /**
     * Makes the network, or repairs what of it is missing (bridge, address, rules); an external one must exist.
     *
     * @param hash shown again as {@link Observed.OfNetwork#hash()}
     * @param addresses how many containers want an address in it; existing networks keep their size
     * @return what a person should be told: what stands in the way of networks on this host, rules placed among another program's
     */
    List<String> ensureNetwork(Stack stack, Network network, String hash, int addresses);

    /**
     * Removes the network and what it had on the host.
     *
     * @param name its name on the host
     */
    void removeNetwork(String project, String name);

    /** Makes the volume when it is not there; an external one must exist. */
    void ensureVolume(Stack stack, Volume volume, String hash);

    /**
     * Removes the volume and its data.
     *
     * @param name its name on the host
     */
    void removeVolume(String project, String name);

    // ---- containers

    /**
     * Makes a container, without starting it. One that exists already under the order's name and hash, and is not the predecessor, is
     * returned as it is. A failure leaves nothing behind.
     */
    ContainerId createContainer(ContainerOrder order);

    /** Starts a created or exited container and returns when its process runs (exec succeeded). A running one is left alone. */
    void startContainer(ContainerId id, StartReason reason);

    /** The container's stop signal, and SIGKILL when it is still there after {@code grace}; returns when its process is gone. */
    void stopContainer(ContainerId id, Duration grace);

    /**
     * The same, before a start that follows at once: what the container holds of the host, its network namespace and its ports, is kept
     * for it, so that whoever shares that namespace keeps it, too.
     */
    void haltContainer(ContainerId id, Duration grace);

    /**
     * Sends a signal to the init process.
     *
     * @param signal by name ({@code SIGHUP}, {@code HUP}) or number
     */
    void killContainer(ContainerId id, String signal);

    void pauseContainer(ContainerId id);

    void unpauseContainer(ContainerId id);

    /** Gives the container another name, which must be free; it answers to that one in other containers' hosts files, too. */
    void renameContainer(ContainerId id, String name);

    /** Sets the container's limits, at once where it runs, and for every later start. */
    void limitContainer(ContainerId id, Resources limits);

    /** Removes the container, killing it when it runs. Named volumes always stay. */
    void removeContainer(ContainerId id, AnonymousVolumes volumes);

    /** Puts right, in place, one thing that {@link Observed} showed with {@link Drift.Repair#IN_PLACE}. */
    void repairContainer(ContainerId id, Drift drift);

    /**
     * Makes the published ports lead to {@code to} instead of {@code from}, in one step, and names mean it from now on; connections made
     * stay with {@code from}, which may also have ended.
     */
    void switchPorts(ContainerId from, ContainerId to);

    // ---- inside containers

    /** Runs one health test; its processes are gone when this returns, also on timeout. */
    CommandResult probe(ContainerId id, HealthTest test, Duration timeout);

    /** Runs a hook in the container, or beside it when it names an image. */
    CommandResult runHook(ContainerId id, Lifecycle.Hook hook);

    /** Notes the health that {@link Observed} and an inspection shall show; kept while the host is up, no durable write. */
    void noteHealth(ContainerId id, Health health);

    /** Why a start is asked for: what {@link Observed.OfContainer#restarts()} counts. */
    enum StartReason {
        /** By a user or a plan: the count begins at 0 again. */
        ASKED,
        /** Because it ended: the count grows by one. */
        RESTART
    }

    /** What becomes of a container's anonymous volumes. */
    enum AnonymousVolumes {
        KEEP,
        REMOVE
    }

    /** When an image is fetched or made anew. */
    enum ImageWhen {
        /** When the store has none: built where the service has {@code build}, else pulled. */
        MISSING,
        /** When the store has none, and then only pulled. */
        MISSING_NO_BUILD,
        /** Never; missing is an error. */
        NEVER,
        PULL,
        BUILD,
        /** Built after its base images were pulled anew. */
        PULL_AND_BUILD,
        /** Pulled when the store has none, or asked for it longer ago than the service's {@code refreshAfter}. */
        REFRESH
    }
}
