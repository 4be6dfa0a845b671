package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** All that is done in scenarios. */
public final class Acts {
    private Acts() {}

    /** The launcher, which must succeed. */
    public static Act jstack(String... words) {
        return scenario -> succeeded(scenario.jstack(words));
    }

    /** The launcher, however it ends. */
    public static Act jstackTried(String... words) {
        return scenario -> scenario.jstack(words).toString();
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

    /** Each line of words is one call of the launcher, all at the same time; {@code judge} sees how each ended. */
    public static Act atOnce(List<String> calls, Consumer<List<Command.Result>> judge) {
        return scenario -> {
            List<Command> commands = calls.stream()
                    .map(words -> scenario.launcher(words.split(" ", -1)))
                    .toList();
            ExecutorService threads = Executors.newFixedThreadPool(commands.size());
            try {
                List<Command.Result> results =
                        commands.stream()
                                .map(command -> CompletableFuture.supplyAsync(command::run, threads))
                                .toList()
                                .stream()
                                .map(CompletableFuture::join)
                                .toList();
                judge.accept(results);
                return results.stream().map(Command.Result::toString).collect(Collectors.joining("\n"));
            } finally {
                threads.shutdown();
            }
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
        return scenario ->
                succeeded(Command.of("kill", "-9", enginePid(scenario)).run());
    }

    /** kill -9 of the engine and of the first replica's process in one call. */
    public static Act killTogetherWithTheEngine(String service) {
        return scenario -> succeeded(Command.of(
                        "kill",
                        "-9",
                        enginePid(scenario),
                        Long.toString(scenario.replicas(service).get(0).pid()))
                .run());
    }

    /** An HTTP request without a body, by the Unix socket that a service's container sees at that path; it is answered with that status. */
    public static Act askBySocket(String service, String socket, String method, String path, int status) {
        return scenario -> {
            List<String> words = new ArrayList<>(curl(scenario, service, socket, path));
            words.addAll(List.of("-X", method, "-w", "%{http_code}"));
            Command.Result result = scenario.command(words).run();
            if (!result.output().endsWith(Integer.toString(status))) {
                throw new AssertionError(result.toString());
            }
            return result.toString();
        };
    }

    static List<String> curl(Scenario scenario, String service, String socket, String path) {
        long pid = scenario.replicas(service).get(0).pid();
        return List.of(
                "curl",
                "-sS",
                "--max-time",
                Long.toString(Patience.seconds(20).toSeconds()),
                "--unix-socket",
                "/proc/" + pid + "/root" + socket,
                "http://docker" + path);
    }

    private static String enginePid(Scenario scenario) {
        return enginePid(scenario.jstack("engine", "status").output());
    }

    static String enginePid(Suite suite) {
        return enginePid(
                suite.jstack(Path.of("/"), Map.of(), "engine", "status").run().output());
    }

    private static String enginePid(String status) {
        return status.lines()
                .filter(line -> line.startsWith("pid:"))
                .map(line -> line.substring(4).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no pid in: " + status));
    }

    /**
     * What a reboot takes from this host and what it leaves: processes, {@code /run}, mounts, links, tables and control groups of the
     * instance go, {@code /var/lib} stays. The next command starts the engine.
     *
     * @param meanwhile done before any engine runs again
     */
    public static Act rebootTheHost(Act meanwhile) {
        return scenario -> {
            Scenario.suite().instance().reboot();
            return "rebooted " + meanwhile.perform(scenario);
        };
    }

    /** Somebody else listens on {@code ${PORT}} of loopback. */
    public static Act takePort(ServerSocket other) {
        return scenario -> {
            InetSocketAddress address = new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), Integer.parseInt(scenario.variable("PORT")));
            // whoever had it is killed, and may still be about to close it
            Awaitility.await("a free port")
                    .atMost(Patience.seconds(5))
                    .pollInSameThread()
                    .ignoreExceptions()
                    .until(() -> {
                        other.bind(address);
                        return other.isBound();
                    });
            return other.toString();
        };
    }

    public static Act close(ServerSocket other) {
        return scenario -> {
            try {
                other.close();
                return "closed";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** The launcher, and kill -9 of the engine once it has told so many lines of progress and {@code then} has passed. */
    public static Act killedDuring(int lines, Duration then, String... words) {
        return scenario -> {
            String pid = enginePid(scenario);
            Command.Result result = scenario.launcher(words)
                    .interrupted(
                            lines, then, () -> Command.of("kill", "-9", pid).run());
            return result.toString();
        };
    }

    /** Deletes every bridge of the stack. */
    public static Act deleteTheBridges() {
        return eachBridge("ip", "link", "del", "{}");
    }

    /** A command for every bridge of the stack, whose name stands for {@code {}}. */
    public static Act eachBridge(String... words) {
        return scenario -> each(
                Scenario.suite().instance().links().stream()
                        .filter(link -> link.startsWith("jb"))
                        .toList(),
                words);
    }

    /** The same for the host's end of every veth pair. */
    public static Act eachVeth(String... words) {
        return scenario -> each(
                Scenario.suite().instance().links().stream()
                        .filter(link -> link.startsWith("jv"))
                        .toList(),
                words);
    }

    private static String each(List<String> links, String... words) {
        StringBuilder told = new StringBuilder();
        for (String link : links) {
            String[] command =
                    Stream.of(words).map(word -> word.replace("{}", link)).toArray(String[]::new);
            told.append(succeeded(Command.of(command).run()));
        }
        assertThat(links).as("links").isNotEmpty();
        return told.toString();
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

    /** A script of sh(1) on the host, which must succeed; {@code $JSTACK} is the launcher, {@code $JSTACK_INSTANCE} the instance. */
    public static Act script(String lines) {
        return run("sh", "-ec", lines);
    }

    private static String succeeded(Command.Result result) {
        assertThat(result.exitCode()).as("%s", result).isZero();
        return result.toString();
    }
}
