package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** One engine for the whole run, with the images all scenarios share; started with the first scenario, gone after the last. */
final class Suite implements AutoCloseable {
    /** What the stack files of the scenarios call their image: a static busybox, and nothing else. */
    static final String IMAGE = "scenario/busybox:1";

    private final Instance instance =
            new Instance("jstack-test-" + ProcessHandle.current().pid());
    private final Path launcher = repository().resolve("jstack");

    private Suite() {}

    static Suite start() {
        Suite suite = new Suite();
        try {
            suite.importImage();
        } catch (RuntimeException | AssertionError e) {
            suite.close();
            throw e;
        }
        return suite;
    }

    Instance instance() {
        return instance;
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

    /** Stops the engine, and asserts that the host is as it was. */
    @Override
    public void close() {
        try {
            Command.Result stopped =
                    jstack(Path.of("/"), Map.of(), "engine", "stop").run();
            Awaitility.await("the engine's end").atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(instance.processes())
                        .as("processes left; %s", stopped)
                        .isEmpty();
                assertThat(instance.links()).as("links left").isEmpty();
                assertThat(instance.tables()).as("nftables left").isEmpty();
                assertThat(instance.mounts()).as("mounts left").isEmpty();
                assertThat(instance.cgroups()).as("cgroups left").isEmpty();
            });
        } finally {
            delete(instance.state());
            delete(instance.runtime());
        }
    }

    private void importImage() {
        try {
            Path root = Files.createTempDirectory("jstack-busybox");
            try {
                Path bin = Files.createDirectories(root.resolve("bin"));
                Path busybox = Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
                Files.setPosixFilePermissions(busybox, PosixFilePermissions.fromString("rwxr-xr-x"));
                for (String applet : Command.of("/bin/busybox", "--list")
                        .run()
                        .output()
                        .lines()
                        .toList()) {
                    if (!applet.equals("busybox")) {
                        Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
                    }
                }
                for (String name : List.of("dev", "etc", "proc", "root", "sys", "tmp", "var/lib")) {
                    Files.createDirectories(root.resolve(name));
                }
                Files.writeString(
                        root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n");
                Files.writeString(root.resolve("etc/group"), "root:x:0:\napp:x:1000:\n");
                Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.setPosixFilePermissions(root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
                Path tar = root.resolveSibling(root.getFileName() + ".tar");
                expectSuccess(
                        Command.of("tar", "-C", root.toString(), "--owner=0", "--group=0", "-cf", tar.toString(), "."));
                try {
                    expectSuccess(jstack(Path.of("/"), Map.of(), "import", tar.toString(), IMAGE));
                } finally {
                    Files.delete(tar);
                }
            } finally {
                delete(root);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void expectSuccess(Command command) {
        Command.Result result = command.run();
        assertThat(result.exitCode()).as("%s", result).isZero();
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
