package io.jstack.engine;

import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.TerminalSize;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.logs.LogLine;
import io.jstack.runtime.logs.LogQuery;
import io.jstack.runtime.logs.LogReader;
import io.jstack.runtime.logs.LogStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A caller joined to a container's first process. Output is read back from the log, which has every byte exactly once, except a
 * terminal's, which comes as it is.
 */
final class Attachment {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LogRoom logs;
    private final Container container;
    private final Io io;

    Attachment(LogRoom logs, Container container, Io io) {
        this.logs = logs;
        this.container = container;
        this.io = io;
    }

    /** Joins, calls {@code start}, and gives the exit code once all output is written; empty when it was left by the keys. */
    OptionalInt run(Runnable start, DetachKeys keys) throws InterruptedException {
        Supplier<Run> started = () -> {
            start.run();
            return container.run().orElseThrow();
        };
        Supplier<Optional<Fd>> input = () -> logs.takeInput(container.id());
        return hasTerminal(container)
                ? onTerminal(started, keys)
                : onStreams(started, () -> input.get().ifPresent(end -> Pump.in(io.in(), end, end::close)));
    }

    /** Joins what runs already; empty when the keys were pressed and it still runs. */
    OptionalInt join(DetachKeys keys) throws InterruptedException {
        Run running = Inside.running(container);
        if (hasTerminal(container)) {
            return onTerminal(() -> running, keys);
        }
        // its end is not the end of the service's own input: others may join later
        return onStreams(
                () -> running, () -> logs.input(container.id()).ifPresent(input -> Pump.in(io.in(), input, () -> {})));
    }

    static boolean hasTerminal(Container container) {
        return container.record().service().execution().tty();
    }

    private OptionalInt onTerminal(Supplier<Run> start, DetachKeys keys) throws InterruptedException {
        CompletableFuture<OptionalInt> detached = new CompletableFuture<>();
        InputStream in = keys.watch(io.in(), () -> detached.complete(OptionalInt.empty()));
        Listeners listeners = logs.listeners(container.id());
        listeners.add(io.out());
        try {
            RunningContainer running = start.get().running();
            Fd master = running.terminal().orElseThrow();
            TerminalSize size = size(io);
            // a change of size makes whatever has drawn on the terminal draw again, for the one who joins late
            running.resize(new TerminalSize(size.rows() + 1, size.columns() + 1));
            running.resize(size);
            io.onResize().accept(() -> running.resize(size(io)));
            Pump.in(in, master, () -> {});
            CompletableFuture<OptionalInt> ended = running.exited().thenApply(Attachment::code);
            OptionalInt code =
                    ended.applyToEither(detached, Function.identity()).get();
            if (code.isPresent()) {
                logs.drained(container.id()).get();
            }
            return code;
        } catch (ExecutionException e) {
            throw new IllegalStateException("attached container ended without a status", e);
        } finally {
            listeners.remove(io.out());
        }
    }

    private OptionalInt onStreams(Supplier<Run> start, Runnable input) throws InterruptedException {
        try (LogReader reader = LogReader.open(logs.directory(container.id()), LogQuery.ALL.withTail(0))) {
            RunningContainer running = start.get().running();
            input.run();
            CompletableFuture<Void> over = CompletableFuture.allOf(running.exited(), logs.drained(container.id()));
            CompletableFuture<Void> unused = over.whenComplete((done, failure) -> reader.stopWaiting());
            while (true) {
                boolean wasOver = over.isDone();
                List<LogLine> lines = reader.next(PATIENCE);
                for (LogLine line : lines) {
                    write(line);
                }
                if (wasOver && lines.isEmpty()) {
                    return code(running.exited().join());
                }
            }
        }
    }

    private static OptionalInt code(ExitStatus status) {
        return OptionalInt.of(status.number().orElse(1));
    }

    private static TerminalSize size(Io io) {
        var size = io.size().get();
        return new TerminalSize(size.rows(), size.columns());
    }

    private void write(LogLine line) {
        OutputStream out = line.stream() == LogStream.STDERR ? io.err() : io.out();
        try {
            out.write(line.bytes());
            if (line.endsHere()) {
                out.write('\n');
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
