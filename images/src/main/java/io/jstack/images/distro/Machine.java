package io.jstack.images.distro;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where this machine keeps what a bootstrap needs.
 *
 * @param programs directories searched for programs, in order
 * @param apt apt's configuration, {@code /etc/apt}
 */
record Machine(List<Path> programs, Path apt) {
    static Machine real() {
        return new Machine(
                List.of(
                        Path.of("/usr/local/bin"),
                        Path.of("/usr/bin"),
                        Path.of("/bin"),
                        Path.of("/usr/sbin"),
                        Path.of("/sbin")),
                Path.of("/etc/apt"));
    }

    Optional<Path> program(String name) {
        return programs.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
