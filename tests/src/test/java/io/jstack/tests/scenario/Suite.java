package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** One engine for the whole run, started with the first scenario and gone after the last: all share its images. */
final class Suite implements AutoCloseable {
    private final Instance instance;
    private final Path launcher = repository().resolve("jstack");

    private Suite(Instance instance) {
        this.instance = instance;
    }

    static Suite start() {
        return start(new Instance("jstack-test-" + ProcessHandle.current().pid()));
    }

    static Suite start(Instance instance) {
        Suite suite = new Suite(instance);
        suite.refuseStaleBuild();
        try {
            suite.engine();
        } catch (RuntimeException | AssertionError e) {
            suite.close();
            throw e;
        }
        return suite;
    }

    Instance instance() {
        return instance;
    }

    Path launcher() {
        return launcher;
    }

    /** The launcher with these words, as a person would run it in {@code directory}. */
    Command jstack(Path directory, Map<String, String> environment, String... words) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put("JSTACK_INSTANCE", instance.name());
        return new Command(
                Stream.concat(Stream.of(launcher.toString()), Stream.of(words)).toList(), directory, all, "");
    }

    /** The folder of this clone: the first one upwards that holds the launcher. */
    static Path repository() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("jstack")) || !Files.exists(directory.resolve("examples"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new IllegalStateException(
                        "no ./jstack above " + Path.of("").toAbsolutePath());
            }
        }
        return directory;
    }

    /** Stops the engine, asserts that the host is as it was, and deletes the engine's files. */
    @Override
    public void close() {
        try {
            stop();
        } finally {
            delete(instance.state());
            delete(instance.runtime());
        }
    }

    /** Stops the engine, and asserts that the host is as it was but for the engine's files. */
    void stop() {
        Command.Result stopped =
                jstack(Path.of("/"), Map.of(), "engine", "stop").run();
        Awaitility.await("the engine's end").atMost(Patience.seconds(30)).untilAsserted(() -> {
            assertThat(instance.processes()).as("processes left; %s", stopped).isEmpty();
            assertThat(instance.links()).as("links left").isEmpty();
            assertThat(instance.tables()).as("nftables left").isEmpty();
            assertThat(instance.mounts()).as("mounts left").isEmpty();
            assertThat(instance.cgroups()).as("cgroups left").isEmpty();
        });
    }

    private void engine() {
        Command.Result version = jstack(Path.of("/"), Map.of(), "version").run();
        // a client waits a minute for the engine it starts; an emulated machine may take two
        for (int again = 1; version.exitCode() != 0 && again < Patience.FACTOR; again++) {
            version = jstack(Path.of("/"), Map.of(), "version").run();
        }
        assertThat(version.exitCode()).as("%s", version).isZero();
    }

    /** The launcher never rebuilds by itself: without this a test could pass on yesterday's code. */
    private void refuseStaleBuild() {
        Path built = repository().resolve("target/jstack/settings");
        try (Stream<Path> sources = Files.walk(repository())) {
            FileTime then = Files.exists(built) ? Files.getLastModifiedTime(built) : FileTime.fromMillis(0);
            List<Path> newer = sources.filter(path -> path.toString().contains("/src/main/"))
                    .filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> modified(path).compareTo(then) > 0)
                    .toList();
            assertThat(newer).as("changed since the last ./jstack build-self").isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileTime modified(Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
