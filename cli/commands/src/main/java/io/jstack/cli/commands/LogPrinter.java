package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Lines of many containers on one screen: {@code db-1  | text}, a colour for each container, prefixes of one width. */
final class LogPrinter implements Stacks.LogReader {
    private static final int BUFFER = 64 << 10;

    private final OutputStream out;
    private final Ansi ansi;
    private final boolean prefixed;
    private final boolean timestamps;
    private final Map<String, byte[]> prefixes = new HashMap<>();
    /** Whose line has not ended yet. */
    private Optional<Stacks.LogLine> begun = Optional.empty();

    private int width;

    LogPrinter(Invocation run, LogFlags flags, boolean timestamps) {
        this.out = new BufferedOutputStream(run.out(), BUFFER);
        this.ansi = flags.isColoured() ? run.ansi(StandardStream.OUT) : Ansi.OFF;
        this.prefixed = flags.isPrefixed();
        this.timestamps = timestamps;
    }

    /** Makes room for a container's name before its first line, so that prefixes do not jump. */
    synchronized void expect(String container) {
        if (container.length() > width) {
            width = container.length();
            prefixes.clear();
        }
    }

    @Override
    public synchronized void line(Stacks.LogLine line) {
        try {
            boolean goesOn = begun.isPresent()
                    && begun.get().origin() == line.origin()
                    && begun.get().container().equals(line.container());
            if (!goesOn && begun.isPresent()) {
                out.write('\n'); // another's line comes in between
            }
            if (prefixed && !goesOn) {
                expect(line.container());
                out.write(prefixes.computeIfAbsent(line.container(), this::prefix));
            }
            if (timestamps && !goesOn) {
                out.write((line.time() + " ").getBytes(StandardCharsets.US_ASCII));
            }
            out.write(line.text());
            if (line.ending() == Stacks.Ending.PART) {
                begun = Optional.of(line);
            } else {
                begun = Optional.empty();
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] prefix(String container) {
        String text = container + " ".repeat(width - container.length()) + "  | ";
        return ansi.nth(container.hashCode(), text).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void caughtUp() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
