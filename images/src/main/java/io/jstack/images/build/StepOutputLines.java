package io.jstack.images.build;

import io.jstack.images.ImageProgress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Cuts what a step writes into lines, hands them on, and keeps the last ones for its error. */
final class StepOutputLines implements Consumer<byte[]> {
    private static final int KEPT = 20;
    private static final int LONGEST = 16 << 10;

    private final ImageProgress progress;
    private final int number;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Deque<String> last = new ArrayDeque<>();

    StepOutputLines(ImageProgress progress, int number) {
        this.progress = progress;
        this.number = number;
    }

    @Override
    public synchronized void accept(byte[] bytes) {
        for (byte b : bytes) {
            if (b == '\n') {
                flush();
            } else {
                line.write(b);
                if (line.size() >= LONGEST) {
                    flush();
                }
            }
        }
    }

    synchronized void finish() {
        if (line.size() > 0) {
            flush();
        }
    }

    private void flush() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        // a program that redraws its line: what stood last is what is seen
        String shown =
                text.substring(text.stripTrailing().lastIndexOf('\r') + 1).stripTrailing();
        last.addLast(shown);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
        progress.on(new ImageProgress.StepOutput(number, shown));
    }

    synchronized String tail() {
        StringBuilder text = new StringBuilder();
        last.forEach(shown ->
                text.append(text.length() == 0 ? "" : "\n").append("    ").append(shown));
        return text.toString();
    }
}
