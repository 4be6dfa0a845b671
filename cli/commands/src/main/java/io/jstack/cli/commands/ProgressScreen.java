package io.jstack.cli.commands;

import io.jstack.engine.terminal.Terminal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A line for each resource, changing in place. Steps come from many threads and only change the picture; one thread paints it, ten times
 * a second at most, by moving up over the lines it wrote before (ECMA-48 CUU, EL).
 */
final class ProgressScreen implements ProgressDisplay {
    private static final long FRAME_MILLIS = 100;
    private static final String SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

    private final Terminal terminal;
    private final Ansi ansi;
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final Thread painter = new Thread(this::paintOn, "progress");
    private boolean changed;
    private boolean closed;
    private int painted;
    private int frame;

    private static final class Line {
        final long begun = System.nanoTime();
        Step step;
        long ended;

        Line(Step step) {
            this.step = step;
        }

        double seconds(long now) {
            return ((step.state() == State.WORKING ? now : ended) - begun) / 1e9;
        }
    }

    ProgressScreen(Terminal terminal, Ansi ansi) {
        this.terminal = terminal;
        this.ansi = ansi;
        painter.setDaemon(true);
        painter.start();
    }

    @Override
    public synchronized void on(Step step) {
        Line line = lines.computeIfAbsent(ProgressDisplay.subject(step), subject -> new Line(step));
        line.step = step;
        line.ended = System.nanoTime();
        changed = true;
        notifyAll();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        boolean interrupted = Thread.interrupted();
        try {
            painter.join();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void paintOn() {
        try {
            while (true) {
                String picture;
                boolean last;
                synchronized (this) {
                    while (!changed && !closed && !isWorking()) {
                        wait();
                    }
                    picture = picture();
                    changed = false;
                    last = closed;
                }
                terminal.err().print(picture);
                terminal.err().flush();
                if (last) {
                    return;
                }
                synchronized (this) {
                    if (!closed) {
                        wait(FRAME_MILLIS);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isWorking() {
        return lines.values().stream().anyMatch(line -> line.step.state() == State.WORKING);
    }

    private String picture() {
        if (lines.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\u001b[?25l");
        if (painted > 0) {
            text.append("\u001b[").append(painted).append('A');
        }
        List<String> rows = rows();
        for (String row : rows) {
            text.append('\r').append(row).append("\u001b[K\n");
        }
        for (int gone = rows.size(); gone < painted; gone++) {
            text.append("\r\u001b[K\n");
        }
        if (rows.size() < painted) {
            text.append("\u001b[").append(painted - rows.size()).append('A');
        }
        painted = rows.size();
        frame++;
        return text.append("\u001b[?25h").toString();
    }

    private List<String> rows() {
        long now = System.nanoTime();
        int columns = Math.max(20, terminal.size().columns());
        int room = Math.max(3, terminal.size().rows() - 2);
        long done = lines.values().stream()
                .filter(line -> line.step.state() != State.WORKING)
                .count();
        List<String> rows = new ArrayList<>();
        rows.add("[+] " + (closed ? "Done" : "Running") + " " + done + "/" + lines.size());
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
        // what does not fit is what was finished first
        int hidden = Math.max(0, lines.size() + 1 - room);
        for (Map.Entry<String, Line> entry : lines.entrySet()) {
            if (hidden > 0 && entry.getValue().step.state() == State.DONE && !closed) {
                hidden--;
                continue;
            }
            rows.add(row(entry.getKey(), entry.getValue(), width, columns, now));
        }
        return closed || rows.size() <= room ? rows : rows.subList(0, room);
    }

    private String row(String subject, Line line, int width, int columns, long now) {
        String seconds = String.format(Locale.ROOT, "%.1fs", line.seconds(now));
        String head = " " + " ".repeat(1) + " " + subject + " ".repeat(Math.max(0, width - subject.length())) + "  ";
        int left = columns - head.length() - seconds.length() - 2;
        String text = line.step.text();
        text = left <= 0 ? "" : text.length() > left ? text.substring(0, Math.max(0, left - 1)) + "…" : text;
        String padding = " ".repeat(Math.max(1, Math.min(24, left + 1) - text.length()));
        return switch (line.step.state()) {
            case WORKING ->
                " " + ansi.blue(String.valueOf(SPINNER.charAt(frame % SPINNER.length()))) + head.substring(2) + text
                        + padding + ansi.dim(seconds);
            case DONE -> " " + ansi.green("✔") + head.substring(2) + ansi.green(text) + padding + ansi.dim(seconds);
            case WARNING ->
                " " + ansi.yellow("!") + head.substring(2) + ansi.yellow(text) + padding + ansi.dim(seconds);
            case FAILED -> " " + ansi.red("✘") + head.substring(2) + ansi.red(text) + padding + ansi.dim(seconds);
        };
    }
}
