package io.jstack.runtime;

import io.jstack.values.JstackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program that makes containers in the place of this runtime: runc(8), crun(1), or another with the command line they share.
 *
 * @param program an absolute path on the host
 */
public record OciRuntime(Path program) {
    /** Names beside absolute paths; the last is containerd's for runc. */
    public static final List<String> NAMES = List.of("runc", "crun", "io.containerd.runc.v2");

    private static final List<Path> PLACES = Stream.of(
                    "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
            .map(Path::of)
            .toList();

    /**
     * The program meant by one of {@link #NAMES}, or by its path.
     *
     * @throws JstackException {@link RuntimeError#OCI_RUNTIME_MISSING}
     */
    public static OciRuntime named(String name) {
        if (name.startsWith("/")) {
            return Stream.of(Path.of(name))
                    .filter(OciRuntime::isProgram)
                    .map(OciRuntime::new)
                    .findFirst()
                    .orElseThrow(() -> missing(name, "the path of an OCI runtime, or leave out runtime:"));
        }
        String program = name.equals("io.containerd.runc.v2") ? "runc" : name;
        return PLACES.stream()
                .map(place -> place.resolve(program))
                .filter(OciRuntime::isProgram)
                .map(OciRuntime::new)
                .findFirst()
                .orElseThrow(() -> missing(name, "apt-get install " + program));
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    private static JstackException missing(String name, String remedy) {
        return new JstackException(
                RuntimeError.OCI_RUNTIME_MISSING, "this machine has no runtime %s".formatted(name), remedy);
    }

    @Override
    public String toString() {
        return program.toString();
    }
}
