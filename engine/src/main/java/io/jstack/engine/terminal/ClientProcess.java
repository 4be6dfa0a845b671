package io.jstack.engine.terminal;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A client at the {@link Door}.
 *
 * @param pidfd stays the caller's
 * @param hello what a client at a socket would say of itself, as proc(5) tells it
 */
record ClientProcess(int pid, Fd pidfd, Hello hello) {
    /** Where it holds its FIFO while it knocks. */
    static final int KNOCKING = 9;

    /** Where it has its standard input and output: while a shell reads from or writes to something else, that is at 0 or 1. */
    private static final int INPUT = 7;

    private static final int OUTPUT = 6;
    private static final int SIGTTIN = 21;

    /**
     * @param arguments how many of the process's last arguments are the user's
     * @throws IndexOutOfBoundsException when it has fewer, or has just ended
     */
    static ClientProcess of(int pid, Fd pidfd, String version, int arguments) throws IOException {
        Path proc = Path.of("/proc/" + pid);
        Set<StandardStream> terminals = EnumSet.noneOf(StandardStream.class);
        for (StandardStream stream : StandardStream.values()) {
            if (isTerminal(proc, stream)) {
                terminals.add(stream);
            }
        }
        List<String> line = Hello.fields(Files.readAllBytes(proc.resolve("cmdline")));
        Hello hello = new Hello(
                version,
                Files.readSymbolicLink(proc.resolve("cwd")),
                Integer.parseInt(
                        ProcessStatus.field(Integer.toString(pid), "Umask:").get(0), 8),
                terminals,
                Optional.empty(), // only an ioctl tells, and it is made when somebody asks
                List.copyOf(line.subList(line.size() - arguments, line.size())),
                Hello.environment(Hello.fields(Files.readAllBytes(proc.resolve("environ")))));
        return new ClientProcess(pid, pidfd, hello);
    }

    /** Where it has what it was started with as {@code descriptor}. */
    static int number(int descriptor) {
        return switch (descriptor) {
            case 0 -> INPUT;
            case 1 -> OUTPUT;
            default -> descriptor;
        };
    }

    /** The real user it runs as. */
    static int user(int pid) {
        return Integer.parseInt(
                ProcessStatus.field(Integer.toString(pid), "Uid:").get(0));
    }

    /**
     * Whether it might read from this itself: a terminal is its foreground job's. One in the background is stopped for trying, as the
     * kernel does with those who belong to the terminal's session, which the engine does not; credentials(7).
     */
    boolean mayRead(Fd descriptor) {
        if (FileStat.of(descriptor).type() != FileStat.S_IFCHR
                || hello.terminals().isEmpty()
                || Pidfd.isInForeground(new Pid(pid))) {
            return true;
        }
        Pidfd.signal(pidfd, SIGTTIN);
        return false;
    }

    private static boolean isTerminal(Path proc, StandardStream stream) throws IOException {
        String target = Files.readSymbolicLink(proc.resolve("fd/" + number(stream.descriptor())))
                .toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }
}
