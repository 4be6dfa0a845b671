package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Lines of many containers on one screen: {@code db-1  | text}, a colour for each container, prefixes of one width. */
final class LogPrinter implements Stacks.LogReader {
    private static final int BUFFER = 64 << 10;

    private final OutputStream out;
    private final Ansi ansi;
    private final boolean prefixed;
    private final boolean timestamps;
    private final Map<String, String> prefixes = new HashMap<>();
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
        StringBuilder text = new StringBuilder();
        if (prefixed) {
            expect(line.container());
            text.append(prefixes.computeIfAbsent(line.container(), this::prefix));
        }
        if (timestamps) {
            text.append(line.time()).append(' ');
        }
        write(text.append(line.text()).append('\n').toString());
    }

    private String prefix(String container) {
        return ansi.nth(container.hashCode(), container + " ".repeat(width - container.length()) + "  | ");
    }

    private void write(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void caughtUp() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
