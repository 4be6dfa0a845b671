package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A terminal of its own, by tmux(1), with one program in it; what a person at a screen would see. */
public final class Pane implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Scenario scenario;
    private final String server = "jstack-" + UUID.randomUUID();

    private Pane(Scenario scenario) {
        this.scenario = scenario;
    }

    /** Opens a terminal of 80 by 24 and runs the launcher in it; its exit code is shown as {@code code=N} when it ends. */
    public static Pane running(Scenario scenario, String jstackWords) {
        Pane pane = new Pane(scenario);
        String shell =
                "'%s' %s; echo code=$?; sleep 600".formatted(Suite.repository().resolve("jstack"), jstackWords);
        pane.tmux("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", shell);
        return pane;
    }

    /** Types a line. */
    public Pane types(String line) {
        tmux("send-keys", "-l", line);
        return presses("Enter");
    }

    /** Presses a key, as tmux calls it: {@code C-c}. */
    public Pane presses(String key) {
        tmux("send-keys", key);
        return this;
    }

    /** Pastes a file of text, as a person would from a clipboard. */
    public Pane pastes(Path file) {
        tmux("load-buffer", file.toString());
        tmux("paste-buffer");
        return this;
    }

    public Pane resizedTo(int columns, int lines) {
        tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(lines));
        return this;
    }

    /** Waits until a line of the screen matches. */
    public Pane shows(String regex) {
        Awaitility.await("a line " + regex)
                .pollInSameThread()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(screen().lines())
                        .as("%s", screen())
                        .anyMatch(line -> line.strip().matches(regex)));
        return this;
    }

    @Override
    public void close() {
        tmux("kill-server");
    }

    private String screen() {
        return tmux("capture-pane", "-p");
    }

    private String tmux(String... words) {
        Command.Result result = scenario.command(Stream.concat(Stream.of("tmux", "-L", server), Stream.of(words))
                        .toList())
                .withEnvironment("TERM", "screen")
                .run();
        assertThat(result.exitCode()).as("%s", result).isZero();
        return result.output();
    }
}
