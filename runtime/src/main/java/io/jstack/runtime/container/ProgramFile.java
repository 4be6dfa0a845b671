package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.SafePath;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.values.JstackException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which file a container's command is, found while its process waits at the gate, in the root as the program will see it.
 *
 * <p>The waiting process still has the engine's Java binary as its {@code /proc/self/exe}. An image whose program, or whose program's
 * interpreter, is a link there would run the host's file and then hold a way to write it (CVE-2019-5736): the whole chain is walked
 * without magic links, and refused where it meets one.
 */
final class ProgramFile {
    private static final int LINKS = 5;
    private static final int HEADER = 4096;
    private static final int ANY_EXECUTE = 0111;
    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Fd root;
    private final Set<Protection> protections;

    ProgramFile(Fd root, Set<Protection> protections) {
        this.root = root;
        this.protections = protections;
    }

    /** The absolute path to execute. */
    String find(ProcessSpec process) {
        String command = process.args().isEmpty() ? "" : process.args().get(0);
        if (command.isEmpty()) {
            throw notFound(command, "give the container a command");
        }
        if (!protections.contains(Protection.VERIFIED_PROGRAM)) {
            return command;
        }
        Optional<JstackException> refused = Optional.empty();
        for (String candidate : candidates(command, process)) {
            Optional<Fd> found = open(candidate);
            if (found.isPresent()) {
                try (Fd file = found.get()) {
                    FileStat stat = FileStat.of(file);
                    if (stat.type() == FileStat.S_IFREG && (stat.mode() & ANY_EXECUTE) != 0) {
                        walkInterpreters(candidate, 0);
                        return candidate;
                    }
                    refused = Optional.of(new JstackException(
                            RuntimeError.PROGRAM_NOT_EXECUTABLE,
                            "cannot execute %s: %s"
                                    .formatted(
                                            candidate,
                                            stat.isDirectory() ? "it is a directory" : "it has no execute permission"),
                            "chmod +x in the image, or name another command"));
                }
            }
        }
        throw refused.orElseGet(() -> notFound(command, "name a file of the image, or install it there"));
    }

    private static JstackException notFound(String command, String remedy) {
        return new JstackException(
                RuntimeError.PROGRAM_NOT_FOUND,
                "cannot execute \"%s\": not found in the image".formatted(command),
                remedy);
    }

    private static List<String> candidates(String command, ProcessSpec process) {
        if (command.startsWith("/")) {
            return List.of(command);
        }
        if (command.contains("/")) {
            return List.of(process.cwd() + "/" + command);
        }
        String path = process.env().stream()
                .filter(entry -> entry.startsWith("PATH="))
                .reduce((first, last) -> last)
                .map(entry -> entry.substring("PATH=".length()))
                .orElse(USUAL_PATH);
        List<String> candidates = new ArrayList<>();
        for (String directory : path.split(":", -1)) {
            String base = directory.isEmpty() ? "." : directory;
            candidates.add((base.startsWith("/") ? base : process.cwd() + "/" + base) + "/" + command);
        }
        return candidates;
    }

    private Optional<Fd> open(String path) {
        try {
            return SafePath.find(root, path, Linux.O_PATH);
        } catch (KernelException e) {
            throw escapes(path, e);
        }
    }

    private static JstackException escapes(String path, KernelException e) {
        if (e.errno() == Errno.ELOOP) {
            return new JstackException(
                    RuntimeError.PATH_ESCAPES,
                    "cannot execute %s: it leads through a link of /proc that is not a file of the image"
                            .formatted(path),
                    "name a file of the image",
                    e);
        }
        return new JstackException(
                RuntimeError.PROGRAM_NOT_EXECUTABLE,
                "cannot execute %s: %s".formatted(path, e.errno().text()),
                "",
                e);
    }

    private void walkInterpreters(String path, int depth) {
        if (depth > LINKS) {
            return; // the kernel itself refuses a longer chain, with ELOOP
        }
        interpreter(header(path)).ifPresent(next -> {
            open(next)
                    .orElseThrow(() -> notFound(next, "install the interpreter of " + path))
                    .close();
            walkInterpreters(next, depth + 1);
        });
    }

    private byte[] header(String path) {
        NativeMemory memory = NativeMemory.ofSize(HEADER);
        try (Fd file = SafePath.open(root, path, Linux.O_RDONLY | Linux.O_NONBLOCK)) {
            return memory.bytes(0, Linux.read(file, memory).orElse(0));
        } catch (KernelException e) {
            throw escapes(path, e);
        }
    }

    /** The {@code #!} line's program, or the ELF file's PT_INTERP; execve(2), elf(5). */
    static Optional<String> interpreter(byte[] head) {
        if (head.length > 2 && head[0] == '#' && head[1] == '!') {
            String line = new String(head, 2, head.length - 2, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("")
                    .strip();
            String program = line.split("[ \t]", 2)[0];
            return program.isEmpty() ? Optional.empty() : Optional.of(program);
        }
        return ElfHeader.interpreter(head);
    }
}
