package io.jstack.engine;

import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.logs.LogLine;
import io.jstack.runtime.logs.LogQuery;
import io.jstack.runtime.logs.LogReader;
import io.jstack.runtime.logs.LogStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * A caller joined to a container's first process. Output is read back from the log, which has every byte exactly once, except a
 * terminal's, which comes as it is.
 */
final class Attachment {
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final LogRoom logs;
    private final Container container;
    private final Io io;

    Attachment(LogRoom logs, Container container, Io io) {
        this.logs = logs;
        this.container = container;
        this.io = io;
    }

    /** Joins, calls {@code start}, and gives the exit code once all output is written. */
    int run(Runnable start) throws InterruptedException {
        return container.record().service().execution().tty() ? onTerminal(start) : onStreams(start);
    }

    private int onTerminal(Runnable start) throws InterruptedException {
        Listeners listeners = logs.listeners(container.id());
        listeners.add(io.out());
        try {
            start.run();
            RunningContainer running = container.run().orElseThrow().running();
            Fd master = running.terminal().orElseThrow();
            running.resize(size(io));
            io.onResize().accept(() -> running.resize(size(io)));
            Pump.in(io.in(), master, () -> {});
            int code = running.exited().get().number().orElse(1);
            logs.drained(container.id()).get();
            return code;
        } catch (ExecutionException e) {
            throw new IllegalStateException("attached container ended without a status", e);
        } finally {
            listeners.remove(io.out());
        }
    }

    private int onStreams(Runnable start) throws InterruptedException {
        try (LogReader reader = LogReader.open(logs.directory(container.id()), LogQuery.ALL.withTail(0))) {
            start.run();
            RunningContainer running = container.run().orElseThrow().running();
            logs.takeInput(container.id()).ifPresent(input -> Pump.in(io.in(), input, input::close));
            while (true) {
                boolean over = running.exited().isDone()
                        && logs.drained(container.id()).isDone();
                List<LogLine> lines = reader.next(over ? Duration.ZERO : PATIENCE);
                for (LogLine line : lines) {
                    write(line);
                }
                if (over && lines.isEmpty()) {
                    return running.exited().join().number().orElse(1);
                }
            }
        }
    }

    private static io.jstack.runtime.TerminalSize size(Io io) {
        var size = io.size().get();
        return new io.jstack.runtime.TerminalSize(size.rows(), size.columns());
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
