package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A picture that is drawn again and again until its user has enough: in its place on a terminal, one after the other elsewhere. */
final class LiveView {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private static final String CLEAR = "\u001b[2J";
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";

    private final Invocation run;

    LiveView(Invocation run) {
        this.run = run;
    }

    /** Until Ctrl-C. */
    int show(Supplier<String> picture) throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(1);
        run.terminal().onSignal(signal -> enough.countDown());
        boolean onScreen = run.terminal().isTerminal(StandardStream.OUT);
        print(onScreen ? HIDE_CURSOR + CLEAR : "");
        try {
            do {
                print(onScreen ? inPlace(picture.get()) : picture.get());
            } while (!enough.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } finally {
            print(onScreen ? SHOW_CURSOR : "");
        }
        return ExitCode.OK;
    }

    private String inPlace(String picture) {
        int columns = run.terminal().size().columns();
        int rows = run.terminal().size().rows() - 1;
        return HOME
                + picture.lines()
                        .limit(rows)
                        .map(line -> line.substring(0, Math.min(line.length(), columns)) + REST_OF_LINE + "\n")
                        .collect(Collectors.joining())
                + REST_OF_SCREEN;
    }

    private void print(String text) {
        run.out().print(text);
        run.out().flush();
    }
}
