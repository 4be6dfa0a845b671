package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;

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

    private static String succeeded(Command.Result result) {
        assertThat(result.exitCode()).as("%s", result).isZero();
        return result.toString();
    }
}
