package io.jstack.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Work inside and around single containers, for commands: exec, attach, logs, copying, looking. */
public final class ContainerAccess {
    /** A label: the container's open standard input ends with that of whoever started it, as docker's StdinOnce. */
    public static final String INPUT_ONCE = "io.jstack.input-once";

    private final Rooms rooms;

    ContainerAccess(Rooms rooms) {
        this.rooms = rooms;
    }

    /**
     * The container of that name, id, or beginning of an id.
     *
     * @throws JstackException {@link EngineError#NO_SUCH_CONTAINER}, {@link EngineError#AMBIGUOUS_ID}
     */
    public ContainerId resolve(String text) {
        return rooms.containers().resolve(text).id();
    }

    /** As {@link #resolve}; empty where there is none. */
    public Optional<ContainerId> find(String text) {
        try {
            return Optional.of(resolve(text));
        } catch (JstackException e) {
            if (e.code() == EngineError.NO_SUCH_CONTAINER) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Runs a command in a running container to its end; its exit code as Docker counts: 126, 127, 128+n. Empty when the keys were pressed
     * on its terminal and it still runs.
     */
    public OptionalInt exec(ContainerId id, ExecRequest request, Io io, DetachKeys keys) throws InterruptedException {
        return rooms.inside().exec(rooms.containers().require(id), request, io, keys);
    }

    /** Starts a command in a running container and returns at once. */
    public void execDetached(ContainerId id, ExecRequest request) {
        rooms.inside().execDetached(rooms.containers().require(id), request);
    }

    /**
     * Joins the streams of a container's first process from its next start on, calls {@code start}, and returns its exit code once it
     * has ended and its output is written; empty when the keys were pressed on its terminal and it still runs.
     */
    public OptionalInt attach(ContainerId id, Io io, Runnable start, DetachKeys keys) throws InterruptedException {
        return new Attachment(rooms.logs(), rooms.containers().require(id), io).run(start, keys);
    }

    /**
     * Joins the streams of a running container's first process; its exit code once it has ended, empty when the keys were pressed on its
     * terminal and it still runs. A container without a terminal is left by interrupting the thread.
     */
    public OptionalInt join(ContainerId id, Io io, DetachKeys keys) throws InterruptedException {
        return new Attachment(rooms.logs(), rooms.containers().require(id), io).join(keys);
    }

    /** Whether its first process has a terminal: {@code tty: true}. */
    public boolean hasTerminal(ContainerId id) {
        return Attachment.hasTerminal(rooms.containers().require(id));
    }

    /** Sends a signal to the first process; nothing happens when it is gone. */
    public void kill(ContainerId id, String signal) {
        int number = Signals.number(signal);
        rooms.containers().require(id).run().ifPresent(run -> run.running().kill(number));
    }

    /** Lines of a project's containers, merged by time; as long as {@link LogRequest#follow} says, or until the thread is interrupted. */
    public void logs(LogRequest request, LogListener listener) throws InterruptedException {
        try (LogMerge merge = new LogMerge(rooms.containers(), rooms.logs(), request)) {
            merge.run(listener);
        }
    }

    /** Processes as the host sees them: UID PID PPID C STIME TTY TIME CMD, the heading first. */
    public List<List<String>> top(ContainerId id) {
        return new ProcessTable().of(rooms.containers().require(id));
    }

    /** What it used up to now; empty where it does not run. */
    public Optional<ContainerUsage> usage(ContainerId id) {
        return ContainerUsage.of(rooms.containers().require(id));
    }

    /** What it has written over its image, as {@code docker diff} lists it; volumes are no part of it. */
    public List<FileChange> changes(ContainerId id) {
        return new FileChanges(rooms).of(rooms.containers().require(id));
    }

    /**
     * The OCI runtime spec of its last start, {@code config.json}; empty where it has not started since the host did, or only just before
     * its engine was killed.
     */
    public Optional<String> spec(ContainerId id) {
        return rooms.specs().find(rooms.containers().require(id).id());
    }

    /** Items of the CIS Docker Benchmark: id, {@code pass} or {@code warn}, what it asks for, what was found. */
    public List<List<String>> audit(ContainerId id) {
        ContainerRecord record = rooms.containers().require(id).record();
        boolean isProbed = record.service()
                        .healthcheck()
                        .filter(check -> !check.disabled())
                        .isPresent()
                || rooms.images()
                        .find(record.imageId())
                        .flatMap(image -> image.config().container().healthcheck())
                        .isPresent();
        return Audit.of(record, isProbed).stream()
                .map(finding -> List.of(
                        finding.id(),
                        finding.result().name().toLowerCase(java.util.Locale.ROOT),
                        finding.title(),
                        finding.found()))
                .toList();
    }

    /**
     * Writes a tar of {@code path}, whose first entry bears its last part, as Docker's archive endpoint gives it.
     *
     * @throws JstackException {@link EngineError#NO_SUCH_FILE}
     */
    public void copyOut(ContainerId id, String path, CopyOut.Links links, OutputStream tar) throws IOException {
        new CopyOut(rooms).write(rooms.containers().require(id), path, links, tar);
    }

    /** Unpacks a tar at the directory {@code path}, which must exist. */
    public void copyIn(ContainerId id, String path, InputStream tar, CopyIn.Owners owners) throws IOException {
        new CopyIn(rooms).unpack(rooms.containers().require(id), path, tar, owners);
    }

    /** What kind of thing {@code path} is in the container, stat(2); empty when nothing is there. */
    public Optional<CopyIn.Kind> kind(ContainerId id, String path) {
        return new CopyIn(rooms).kind(rooms.containers().require(id), path);
    }

    /** Docker's inspection of one thing; empty when nothing of the kind bears that name. */
    public Optional<ObjectNode> describe(Resource kind, String nameOrId) {
        return new Inspection(rooms).find(kind, nameOrId);
    }

    /** Docker's inspection of a container, network, volume or image, as JSON; empty when nothing of the kind bears that name. */
    public Optional<String> inspect(Resource kind, String nameOrId) {
        return new Inspection(rooms).of(kind, nameOrId);
    }
}
