package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Ends what a killed engine left waiting at its gates: such a process still has that engine's memory mapped. It is known by its working
 * directory, which is a gate of this instance until it passes.
 */
final class OrphanSweep {
    private static final int SIGKILL = 9;

    private final Path gates;

    OrphanSweep(Path gates) {
        this.gates = gates.toAbsolutePath();
    }

    /** How many were ended; the gates are gone afterwards. */
    int run() {
        int ended = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (waits(process)
                        && end(new Pid(Integer.parseInt(process.getFileName().toString())))) {
                    ended++;
                }
            }
            removeGates();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ended;
    }

    private boolean waits(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).startsWith(gates) && !hasItsEngine(process);
        } catch (IOException e) {
            return false; // gone meanwhile, or a kernel thread
        }
    }

    /** Its parent runs the same program as long as that is the engine that made it; init adopts it afterwards. */
    private static boolean hasItsEngine(Path process) throws IOException {
        String stat = Files.readString(process.resolve("stat"));
        String parent = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 3)[1];
        Path program = Files.readSymbolicLink(process.resolve("exe"));
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + parent + "/exe")).equals(program);
        } catch (IOException e) {
            return false; // a parent that hides its program, as some first processes do, or that is just going
        }
    }

    private boolean end(Pid pid) {
        try (Fd pidfd = Pidfd.open(pid)) {
            // looked at again, now that the number cannot pass to another process
            return waits(Path.of("/proc/" + pid)) && Pidfd.signal(pidfd, SIGKILL);
        } catch (KernelException e) {
            return false; // ESRCH: it ended by itself
        }
    }

    private void removeGates() throws IOException {
        if (!Files.isDirectory(gates)) {
            return;
        }
        try (Stream<Path> all = Files.walk(gates)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (!path.equals(gates)) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
