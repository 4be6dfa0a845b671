package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What no container may change: a directory of the host, its settings, and the programs of the engine. */
public final class HostFiles {
    private static final List<Path> SETTINGS = Stream.of(
                    "kernel/core_pattern", "kernel/modprobe", "kernel/sysrq", "kernel/printk", "vm/overcommit_memory")
            .map(Path.of("/proc/sys")::resolve)
            .filter(Files::exists) // as the kernel was built
            .toList();

    private final Path directory;
    private final Map<String, String> before;

    private HostFiles(Path directory) {
        this.directory = directory;
        this.before = now();
    }

    /** As they are now. */
    public static HostFiles of(Path directory) {
        return new HostFiles(directory);
    }

    public void requireUnchanged() {
        assertThat(now()).as("files and settings of the host").isEqualTo(before);
        try {
            assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                    .as("mounts of the host")
                    .doesNotContain(" " + directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> now() {
        Map<String, String> all = new TreeMap<>();
        Path java = Path.of(System.getProperty("java.home"), "bin/java");
        Path copy = Scenario.suite().instance().state().resolve("java/bin/java");
        try (Stream<Path> inside = Files.walk(directory)) {
            Stream.of(inside, SETTINGS.stream(), Stream.of(java, copy, Path.of("/etc/hosts"), Path.of("/etc/passwd")))
                    .flatMap(paths -> paths)
                    .forEach(path -> all.put(path.toString(), described(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static String described(Path path) {
        try {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,uid,gid");
            String content = Files.isDirectory(path) ? "" : hash(Files.readAllBytes(path));
            return new TreeMap<>(attributes) + " " + content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
