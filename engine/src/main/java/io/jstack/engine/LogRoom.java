package io.jstack.engine;

import io.jstack.orchestrator.model.Logging;
import io.jstack.runtime.Kept;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.TerminalSize;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NullDevice;
import io.jstack.runtime.kernel.Pipe;
import io.jstack.runtime.logs.ContainerLog;
import io.jstack.runtime.logs.LogSettings;
import io.jstack.runtime.logs.LogStream;
import io.jstack.runtime.logs.LogWriter;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.oci.User;
import io.jstack.values.ContainerId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** What containers write and read: each run's standard streams, its log, and who is attached to it. */
final class LogRoom implements AutoCloseable {
    private static final String INPUT = "input";

    private final ContainerFiles files;
    private final LogWriter writer = new LogWriter();
    private final Map<ContainerId, ContainerLog> logs = new ConcurrentHashMap<>();
    private final Map<ContainerId, Fd> inputs = new ConcurrentHashMap<>();
    private final Map<ContainerId, Listeners> terminals = new ConcurrentHashMap<>();

    LogRoom(ContainerFiles files) {
        this.files = files;
    }

    /** The streams of one run, as the launcher takes them. */
    final class Output {
        private final ContainerId id;
        private final Optional<ContainerLog> log;
        private final Optional<ContainerLog.Outputs> outputs;
        private final Stdio stdio;
        private final List<Fd> ours;
        /** Our end of an input that is to outlive every caller. */
        private final Optional<Fd> lasting;

        private Output(
                ContainerId id,
                Optional<ContainerLog> log,
                Optional<ContainerLog.Outputs> outputs,
                Stdio stdio,
                List<Fd> ours,
                Optional<Fd> lasting) {
            this.id = id;
            this.log = log;
            this.outputs = outputs;
            this.stdio = stdio;
            this.ours = ours;
            this.lasting = lasting;
        }

        Stdio stdio() {
            return stdio;
        }

        /** What the holder keeps, so that nothing written while no engine runs is lost, and the end of the engine is no end of input. */
        List<Kept> kept() {
            List<Kept> kept = new ArrayList<>(log.map(ContainerLog::kept).orElse(List.of()));
            lasting.ifPresent(end -> kept.add(new Kept(INPUT, end)));
            return kept;
        }

        void started(RunningContainer running) {
            ours.forEach(Fd::close);
            if (stdio instanceof Stdio.Terminal) {
                follow(id, log, outputs, running);
            } else {
                outputs.ifPresent(ContainerLog.Outputs::close);
            }
        }

        void abandon() {
            ours.forEach(Fd::close);
            outputs.ifPresent(ContainerLog.Outputs::close);
        }
    }

    Output open(ContainerRecord record, RuntimeSpec spec) {
        Optional<ContainerLog> log = log(record);
        User user = spec.process().user();
        Optional<ContainerLog.Outputs> outputs = log.map(kept -> kept.outputs(user.uid(), user.gid()));
        if (record.service().execution().tty()) {
            return new Output(
                    record.id(), log, outputs, new Stdio.Terminal(TerminalSize.USUAL), List.of(), Optional.empty());
        }
        Fd in = record.service().execution().stdinOpen() ? openInput(record.id()) : NullDevice.open(Linux.O_RDONLY);
        Optional<Fd> lasting = endsWithItsCallers(record) ? Optional.empty() : input(record.id());
        if (outputs.isEmpty()) {
            Fd nowhere = NullDevice.open(Linux.O_WRONLY);
            return new Output(
                    record.id(), log, outputs, new Stdio.Streams(in, nowhere, nowhere), List.of(in, nowhere), lasting);
        }
        ContainerLog.Outputs out = outputs.get();
        return new Output(
                record.id(), log, outputs, new Stdio.Streams(in, out.stdout(), out.stderr()), List.of(in), lasting);
    }

    private static boolean endsWithItsCallers(ContainerRecord record) {
        return record.isOneOff() || record.service().labels().containsKey(ContainerAccess.INPUT_ONCE);
    }

    /** The container's end of its input; ours is kept for whoever attaches. */
    private Fd openInput(ContainerId id) {
        Pipe pipe = Pipe.open();
        Optional.ofNullable(inputs.put(id, pipe.write())).ifPresent(Fd::close);
        return pipe.read();
    }

    /** Takes over what a container that still runs writes. */
    void adopt(Container container, RunningContainer running) {
        ContainerRecord record = container.record();
        Optional<ContainerLog> log = log(record);
        if (record.service().execution().tty() && running.terminal().isPresent()) {
            follow(record.id(), log, log.map(kept -> kept.outputs(0, 0)), running);
        } else {
            log.ifPresent(ContainerLog::adopt);
            running.kept(INPUT).ifPresent(end -> inputs.put(record.id(), end));
        }
    }

    /** A terminal's output goes to its log and to whoever is attached. */
    private void follow(
            ContainerId id,
            Optional<ContainerLog> log,
            Optional<ContainerLog.Outputs> outputs,
            RunningContainer running) {
        Listeners listeners = listeners(id);
        CompletableFuture<Void> unused = Pump.out(
                        running.terminal().orElseThrow(),
                        new TerminalOutput(log, listeners),
                        () -> running.exited().isDone())
                .whenComplete((done, error) -> outputs.ifPresent(ContainerLog.Outputs::close));
    }

    /** Empty with {@code driver: none}. */
    private Optional<ContainerLog> log(ContainerRecord record) {
        Logging wanted = record.service().logging();
        return wanted.kept()
                ? Optional.of(logs.computeIfAbsent(
                        record.id(),
                        id -> ContainerLog.open(
                                writer, files.logs(id), new LogSettings(wanted.maxSize(), wanted.maxFiles()))))
                : Optional.empty();
    }

    /** What the holder of a running container keeps of its log. */
    List<Kept> kept(ContainerId id) {
        return Optional.ofNullable(logs.get(id)).map(ContainerLog::kept).orElse(List.of());
    }

    /** Everything the container wrote is in its log. */
    CompletableFuture<Void> drained(ContainerId id) {
        return Optional.ofNullable(logs.get(id))
                .map(ContainerLog::drained)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    Path directory(ContainerId id) {
        return files.logs(id);
    }

    /** Our end of the container's input, which stays open. */
    Optional<Fd> input(ContainerId id) {
        return Optional.ofNullable(inputs.get(id));
    }

    /** Our end of the container's input, to be closed by who takes it. */
    Optional<Fd> takeInput(ContainerId id) {
        return Optional.ofNullable(inputs.remove(id));
    }

    Listeners listeners(ContainerId id) {
        return terminals.computeIfAbsent(id, unused -> new Listeners());
    }

    void forget(ContainerId id) {
        terminals.remove(id);
        takeInput(id).ifPresent(Fd::close);
        Optional.ofNullable(logs.remove(id)).ifPresent(ContainerLog::close);
    }

    @Override
    public void close() {
        logs.values().forEach(ContainerLog::close);
        writer.close();
    }

    /** Writes to the log first, so that what a listener has seen is never missing there. */
    private static final class TerminalOutput extends java.io.OutputStream {
        private final Optional<ContainerLog> log;
        private final Listeners listeners;

        TerminalOutput(Optional<ContainerLog> log, Listeners listeners) {
            this.log = log;
            this.listeners = listeners;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            byte[] copy = java.util.Arrays.copyOfRange(bytes, offset, offset + length);
            log.ifPresent(kept -> kept.append(LogStream.STDOUT, copy));
            listeners.write(copy);
        }
    }
}
