package io.jstack.engine.terminal;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.Pidfd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

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
    // proc(5), stat, counted from behind the name
    private static final int GROUP = 2;
    private static final int FOREGROUND_GROUP = 5;

    /** @param arguments how many of the process's last arguments are the user's */
    static ClientProcess of(int pid, Fd pidfd, String version, int arguments) throws IOException {
        Path proc = Path.of("/proc/" + pid);
        ByteArrayOutputStream hello = new ByteArrayOutputStream(8 << 10);
        text(hello, version);
        text(hello, Files.readSymbolicLink(proc.resolve("cwd")).toString());
        text(hello, status(proc, "Umask:"));
        StringBuilder terminals = new StringBuilder();
        for (StandardStream stream : StandardStream.values()) {
            terminals.append(isTerminal(proc, stream) ? stream.name() + " " : "");
        }
        text(hello, terminals.toString());
        text(hello, "0"); // columns and rows: only an ioctl tells, and it is made when somebody asks
        text(hello, "0");
        text(hello, Integer.toString(arguments));
        byte[] line = Files.readAllBytes(proc.resolve("cmdline"));
        int from = lastFields(line, arguments);
        hello.write(line, from, line.length - from);
        hello.write(Files.readAllBytes(proc.resolve("environ")));
        return new ClientProcess(pid, pidfd, Hello.parse(hello.toByteArray()));
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
    static int user(int pid) throws IOException {
        return Integer.parseInt(status(Path.of("/proc/" + pid), "Uid:").split("\t", 2)[0]);
    }

    /**
     * Whether it might read from this itself: a terminal is its foreground job's. One in the background is stopped for trying, as the kernel
     * does with those who belong to the terminal's session, which the engine does not; credentials(7).
     */
    boolean mayRead(Fd descriptor) {
        if (FileStat.of(descriptor).type() != FileStat.S_IFCHR
                || hello.terminals().isEmpty()) {
            return true;
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            int foreground = Integer.parseInt(fields[FOREGROUND_GROUP]);
            if (foreground < 0 || foreground == Integer.parseInt(fields[GROUP])) {
                return true;
            }
            Pidfd.signal(pidfd, SIGTTIN);
            return false;
        } catch (IOException gone) {
            return false; // the door sees its end
        }
    }

    private static boolean isTerminal(Path proc, StandardStream stream) throws IOException {
        String target = Files.readSymbolicLink(proc.resolve("fd/" + number(stream.descriptor())))
                .toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }

    private static String status(Path proc, String field) throws IOException {
        String status = new String(Files.readAllBytes(proc.resolve("status")), StandardCharsets.ISO_8859_1);
        return status.lines()
                .filter(line -> line.startsWith(field))
                .findFirst()
                .map(line -> line.substring(field.length()).strip())
                .orElseThrow(() -> new IOException("no " + field + " in " + proc + "/status"));
    }

    /** Where the last {@code count} NUL-terminated fields begin. */
    private static int lastFields(byte[] fields, int count) {
        int left = count;
        for (int at = fields.length - 1; at >= 0; at--) {
            if (fields[at] == 0 && left-- == 0) {
                return at + 1;
            }
        }
        return 0;
    }

    private static void text(ByteArrayOutputStream hello, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        hello.write(bytes, 0, bytes.length);
        hello.write(0);
    }
}
