package io.jstack.cli.commands;

import io.jstack.engine.ContainerUsage;
import io.jstack.engine.FileChange;
import io.jstack.engine.HostNetworks;
import io.jstack.engine.HostVolumes;
import io.jstack.engine.ImageAccess;
import io.jstack.engine.LogRequest;
import io.jstack.engine.RegistryAccess;
import io.jstack.engine.Resource;
import io.jstack.engine.SystemAccess;
import io.jstack.engine.terminal.TerminalSize;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.Projects;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.Bytes;
import io.jstack.values.ContainerId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Everything the commands ask of the engine: projects as the orchestrator offers them, and what lies beside them, in the words of the
 * command line. Calls block until done, end early with {@link InterruptedException} or their thread's interrupt flag, and throw {@link
 * io.jstack.values.JstackException}.
 */
interface Stacks {
    /** up, down, ps, start, stop, restart, kill, rm, scale, events, and one-off containers. */
    Projects projects();

    // ---- inside containers

    /**
     * Runs a command in a running container and returns its exit code, as Docker's: 126, 127, 128+n; empty when the keys were pressed on
     * its terminal and it still runs.
     *
     * @param detachKeys as docker writes them, {@code ctrl-p,ctrl-q}
     */
    OptionalInt exec(ContainerId container, Exec command, Io io, String detachKeys) throws InterruptedException;

    /** Starts a command in a running container and returns at once. */
    void execDetached(ContainerId container, Exec command);

    /**
     * What {@code exec} runs.
     *
     * @param environment {@code NAME=value}, on top of the container's
     * @param user instead of the container's
     * @param directory instead of the container's working directory
     * @param tty whether it gets a pseudo-terminal of its own, the size of {@link Io#size}
     */
    record Exec(
            List<String> command,
            List<String> environment,
            Optional<String> user,
            Optional<String> directory,
            Privilege privilege,
            boolean tty) {
        public Exec {
            command = List.copyOf(command);
            environment = List.copyOf(environment);
        }
    }

    /** {@code exec --privileged}. */
    enum Privilege {
        AS_THE_CONTAINER,
        ALL
    }

    /**
     * Joins the streams of a container's first process from its next start on, calls {@code start}, and returns its exit code once it has
     * ended and its output is written; empty when the keys were pressed on its terminal and it still runs.
     *
     * @param detachKeys as docker writes them, {@code ctrl-p,ctrl-q}
     */
    OptionalInt attach(ContainerId container, Io io, String detachKeys, Runnable start) throws InterruptedException;

    /**
     * Joins the streams of a running container's first process: its exit code once it has ended, empty when the keys were pressed on its
     * terminal and it still runs.
     *
     * @param detachKeys as docker writes them, {@code ctrl-p,ctrl-q}
     */
    OptionalInt join(ContainerId container, Io io, String detachKeys) throws InterruptedException;

    /** Whether its first process has a terminal: {@code tty: true}. */
    boolean hasTerminal(ContainerId container);

    /**
     * The caller's end of a process.
     *
     * @param in read only as the process reads; an empty stream where the caller gave no input
     * @param size of the caller's terminal now; asked at the start and after each resize
     * @param onResize takes what is to be run after each SIGWINCH
     */
    record Io(
            InputStream in,
            OutputStream out,
            OutputStream err,
            Supplier<TerminalSize> size,
            Consumer<Runnable> onResize) {}

    /** Keeps a container made with {@code --rm} from going until its last words are read. */
    Hold hold(String project);

    /** Ends with what it was held for. */
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /** The container of that name or id; empty where there is none. */
    Optional<ContainerId> container(String nameOrId);

    /** Sends a signal to a container's first process; one that has ended is left alone. */
    void kill(ContainerId container, String signal);

    /** Processes as the host sees them: UID PID PPID C STIME TTY TIME CMD, the heading first. */
    List<List<String>> top(ContainerId container);

    /** What a container used up to now; empty where it does not run. */
    Optional<ContainerUsage> usage(ContainerId container);

    /** What a container has written over its image; volumes are no part of it. */
    List<FileChange> changes(ContainerId container);

    /**
     * The OCI runtime spec of its last start, {@code config.json}; empty where it never started, or only just before its engine was
     * killed.
     */
    Optional<String> spec(ContainerId container);

    /** Items of the CIS Docker Benchmark: id, {@code pass} or {@code warn}, what it asks for, what was found. */
    List<List<String>> audit(ContainerId container);

    /** A tar of {@code path}, with the name of its last part, as Docker's archive endpoint gives it. */
    InputStream copyOut(ContainerId container, String path, Links links) throws IOException;

    /** Unpacks a tar at the directory {@code path}, which must exist. */
    void copyIn(ContainerId container, String path, InputStream tar, Owners owners) throws IOException;

    /** What kind of thing {@code path} is in the container, stat(2); empty when nothing is there. */
    Optional<Kind> kind(ContainerId container, String path);

    /** {@code cp -L}. */
    enum Links {
        KEPT,
        FOLLOWED
    }

    /** {@code cp -a}. */
    enum Owners {
        ROOT,
        KEPT
    }

    /** The two kinds that make a difference to {@code cp}. */
    enum Kind {
        FILE,
        DIRECTORY
    }

    // ---- logs

    /**
     * Lines of the containers of a project, merged by time. As long as {@link Logs#follow} says, or until the thread is
     * interrupted.
     */
    void logs(String project, Logs wanted, LogReader reader) throws InterruptedException;

    /** Takes log lines; called from one thread at a time, and may block while its own reader is slow. */
    interface LogReader {
        void line(LogLine line);

        /** No further line is at hand now: what was gathered may be shown. */
        void caughtUp();
    }

    /**
     * Which lines.
     *
     * @param services empty: all
     * @param index the replica's number; empty: all
     * @param tail so many last lines of each container; empty: all
     */
    record Logs(
            List<String> services,
            OptionalInt index,
            OptionalInt tail,
            Optional<Instant> since,
            Optional<Instant> until,
            LogRequest.Follow follow) {
        public Logs {
            services = List.copyOf(services);
        }
    }

    /**
     * One line.
     *
     * @param container its name without the project: {@code db-1}
     * @param text without the line's end, in whatever encoding it was written; not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody, and there are millions of them
    record LogLine(String container, Instant time, Origin origin, Ending ending, byte[] text) {}

    /** Whether a line ends here, or goes on with the next one of the same container and stream: it is longer than 16 KiB. */
    enum Ending {
        LINE,
        PART
    }

    /** The stream a line was written to. */
    enum Origin {
        STDOUT,
        STDERR
    }

    // ---- images

    /** Builds the images of the named services (empty: of all that have {@code build}). */
    void build(Stack stack, List<String> services, Build options, Progress progress) throws InterruptedException;

    /**
     * How {@code build} goes about it.
     *
     * @param arguments {@code NAME=value}, over the file's
     * @param agent the caller's SSH agent, its socket
     */
    record Build(List<String> arguments, Cache cache, Bases bases, Optional<Path> agent) {
        public Build {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code build --no-cache}. */
    enum Cache {
        USED,
        IGNORED
    }

    /** {@code build --pull}. */
    enum Bases {
        AS_STORED,
        PULLED
    }

    /** The store of images itself, whoever uses them. */
    ImageAccess imageStore();

    /** Registries, whatever images they hold. */
    RegistryAccess registries();

    /** Disk space, and giving it back. */
    SystemAccess system();

    /** Pulls the image of one service, also when the store has it. */
    void pull(Stack stack, String service, Progress progress) throws InterruptedException;

    /** Every image in the store, one entry for each reference. */
    List<StoredImage> images();

    /**
     * An image under one of its names.
     *
     * @param repository familiar form, {@code postgres}; {@code <none>} where it dangles
     * @param id {@code sha256:…}
     */
    record StoredImage(String repository, String tag, String id, Bytes size, Instant created) {}

    /** Stores a root file system as an image, changed by Dockerfile instructions, and returns its id, {@code sha256:…}. */
    String importImage(InputStream tar, String name, List<String> changes, String message, Progress progress)
            throws IOException, InterruptedException;

    // ---- networks and volumes

    HostNetworks networks();

    HostVolumes volumes();

    // ---- the engine itself

    /** Docker-shaped JSON of a thing, by name or id; empty when there is none. */
    Optional<String> inspect(Resource kind, String nameOrId);

    /** What {@code engine status} shows below {@code pid}: {@code version}, {@code up since}, {@code state}, … in this order. */
    Map<String, String> status();
}
