package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** All that is done in scenarios. */
public final class Acts {
    private Acts() {}

    /** The launcher, which must succeed. */
    public static Act jstack(String... words) {
        return scenario -> succeeded(scenario.jstack(words));
    }

    /** The launcher, which must end with {@code exitCode} and say each of {@code texts} on either stream. */
    public static Act jstackFails(int exitCode, List<String> texts, String... words) {
        return scenario -> {
            Command.Result result = scenario.jstack(words);
            assertThat(result.exitCode()).as("%s", result).isEqualTo(exitCode);
            for (String text : texts) {
                assertThat(result.output() + result.errors()).as("%s", result).contains(scenario.expand(text));
            }
            return result.toString();
        };
    }

    /** As {@link #jstackFails}, and afterwards the engine holds exactly the files it held before. */
    public static Act jstackRefuses(int exitCode, List<String> texts, String... words) {
        return scenario -> {
            Instance instance = Scenario.suite().instance();
            Set<String> before = instance.holdings();
            String told = jstackFails(exitCode, texts, words).perform(scenario);
            Awaitility.await("nothing half-made")
                    .atMost(Patience.seconds(5))
                    .pollInSameThread()
                    .untilAsserted(
                            () -> assertThat(instance.holdings()).as("%s", told).isEqualTo(before));
            return told;
        };
    }

    /**
     * The launcher, started by a user who is neither root nor in any group, from a place that user can read; it must end with {@code
     * exitCode} and say each of {@code texts}, where {@code ${INSTANCE}} stands for the engine's name.
     */
    public static Act strangerFails(int exitCode, List<String> texts, String... words) {
        return scenario -> {
            Command.Result result = scenario.stranger(List.of(words));
            assertThat(result.exitCode()).as("%s", result).isEqualTo(exitCode);
            for (String text : texts) {
                assertThat(result.errors())
                        .as("%s", result)
                        .contains(text.replace(
                                "${INSTANCE}", Scenario.suite().instance().name()));
            }
            return result.toString();
        };
    }

    /** Leaves no room on the engine's disk. */
    public static Act fillTheDisk() {
        return scenario -> {
            byte[] block = new byte[4096];
            long written = 0;
            try (OutputStream out = Files.newOutputStream(filler())) {
                while (true) {
                    out.write(block);
                    written += block.length;
                }
            } catch (IOException full) {
                assertThat(full).hasMessageContaining("No space left");
                return written + " bytes, then: " + full.getMessage();
            }
        };
    }

    /** Gives the room back. */
    public static Act freeTheDisk() {
        return scenario -> {
            try {
                Files.delete(filler());
                return "";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static Path filler() {
        return Scenario.suite().instance().state().resolve("filler");
    }

    /** The launcher, whose standard output must be as {@code assertion} says. */
    public static Act jstackPrints(Consumer<String> assertion, String... words) {
        return scenario -> {
            Command.Result result = scenario.jstack(words);
            assertThat(result.exitCode()).as("%s", result).isZero();
            assertion.accept(result.output());
            return result.toString();
        };
    }

    /** Any program of the host, which must succeed. */
    public static Act run(String... words) {
        return scenario -> succeeded(scenario.command(List.of(words)).run());
    }

    /** kill(1) of the first replica's process, behind the engine's back. */
    public static Act killBehindOurBack(String service) {
        return scenario -> {
            long pid = scenario.replicas(service).get(0).pid();
            assertThat(pid).as("pid of %s", service).isGreaterThan(1);
            return succeeded(Command.of("kill", "-9", Long.toString(pid)).run());
        };
    }

    /** kill -9 of the engine itself. */
    public static Act killTheEngine() {
        return scenario -> {
            String status = scenario.jstack("engine", "status").output();
            String pid = status.lines()
                    .filter(line -> line.startsWith("pid:"))
                    .map(line -> line.substring(4).strip())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no pid in: " + status));
            return succeeded(Command.of("kill", "-9", pid).run());
        };
    }

    /** Deletes every bridge of the stack. */
    public static Act deleteTheBridges() {
        return scenario -> {
            StringBuilder told = new StringBuilder();
            for (String link : Scenario.suite().instance().links()) {
                if (link.startsWith("jb")) {
                    told.append(succeeded(Command.of("ip", "link", "del", link).run()));
                }
            }
            assertThat(told).as("bridges deleted").isNotEmpty();
            return told.toString();
        };
    }

    /** Deletes the instance's tables of nftables. */
    public static Act deleteTheTables() {
        return scenario -> {
            StringBuilder told = new StringBuilder();
            for (String table : Scenario.suite().instance().tables()) {
                String[] words = table.split(" ", -1);
                told.append(succeeded(
                        Command.of("nft", "delete", "table", words[1], words[2]).run()));
            }
            assertThat(told).as("tables deleted").isNotEmpty();
            return told.toString();
        };
    }

    /**
     * Another act, begun while new connections are made to a port of 127.0.0.1, and those go on until {@code seconds} have passed. Every
     * one of them is answered.
     */
    public static Act underLoad(String port, int perSecond, int seconds, Act act) {
        return scenario -> {
            long begun = System.nanoTime();
            Load load = Load.on(Integer.parseInt(scenario.expand(port)), perSecond);
            String told;
            try (load) {
                Awaitility.await("the first second of load")
                        .atMost(Patience.seconds(30))
                        .until(() ->
                                load.answered() >= perSecond || !load.failures().isEmpty());
                told = act.perform(scenario);
                Awaitility.await("the rest of the load")
                        .atMost(Patience.seconds(2 * seconds + 30))
                        .until(() -> System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(seconds));
            }
            double took = (System.nanoTime() - begun) / 1e9;
            assertThat(load.failures())
                    .as("connections that failed, of %d", load.answered())
                    .isEmpty();
            assertThat(load.answered() / took)
                    .as("connections a second, or it was no load")
                    .isGreaterThan(perSecond / 2.0);
            return "%s\n%d connections in %.1f s, %.0f a second, 0 failed"
                    .formatted(told, load.answered(), took, load.answered() / took);
        };
    }

    private static String succeeded(Command.Result result) {
        assertThat(result.exitCode()).as("%s", result).isZero();
        return result.toString();
    }
}
