package io.jstack.networking;

import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.SocketBinding.Transport;
import io.jstack.runtime.kernel.SocketDiagnosis;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds out which process holds a port. */
final class PortHolder {
    private static final String UNKNOWN = "another program";

    private PortHolder() {}

    /** True when nothing but ended connections are left of the port's last owner. */
    static boolean onlyLingers(Transport transport, int port) {
        List<SocketDiagnosis.Holder> holders = holders(transport, port);
        return !holders.isEmpty() && holders.stream().allMatch(SocketDiagnosis.Holder::lingering);
    }

    /** {@code postgres (pid 812)}. */
    static String of(Transport transport, int port) {
        List<SocketDiagnosis.Holder> alive = holders(transport, port).stream()
                .filter(holder -> !holder.lingering() && holder.inode() != 0)
                .sorted(Comparator.comparing(SocketDiagnosis.Holder::listening).reversed())
                .toList();
        Set<String> links =
                alive.stream().map(holder -> "socket:[" + holder.inode() + "]").collect(Collectors.toSet());
        return links.isEmpty() ? UNKNOWN : process(links).orElse(UNKNOWN);
    }

    private static List<SocketDiagnosis.Holder> holders(Transport transport, int port) {
        try {
            return SocketDiagnosis.holders(transport, port);
        } catch (KernelException noSuchModule) {
            return List.of(); // sock_diag can be left out of a kernel; then the holder stays unknown
        }
    }

    private static Optional<String> process(Set<String> links) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (hasOneOf(process, links)) {
                    String name = Files.readString(process.resolve("comm")).strip();
                    return Optional.of("%s (pid %s)".formatted(name, process.getFileName()));
                }
            }
        } catch (IOException endedMeanwhile) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean hasOneOf(Path process, Set<String> links) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (links.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException endedMeanwhile) {
            return false;
        } catch (java.nio.file.DirectoryIteratorException endedMeanwhile) {
            return false;
        }
        return false;
    }
}
