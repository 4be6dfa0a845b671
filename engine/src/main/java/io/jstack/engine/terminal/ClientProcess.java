package io.jstack.engine.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a client's own HELLO would say, as proc(5) tells it of another process. */
final class ClientProcess {
    /** Where a client at the door holds its FIFO while it knocks. */
    static final int KNOCKING = 9;

    /** Where it has its standard input and output: while a shell reads from or writes to something else, that is at 0 or 1. */
    private static final int INPUT = 7;

    private static final int OUTPUT = 6;

    private ClientProcess() {}

    /** Where it has what it was started with as {@code descriptor}. */
    static int number(int descriptor) {
        return switch (descriptor) {
            case 0 -> INPUT;
            case 1 -> OUTPUT;
            default -> descriptor;
        };
    }

    /** @param arguments how many of the process's last arguments are the user's */
    static Hello hello(int pid, String version, int arguments) throws IOException {
        Path proc = Path.of("/proc/" + pid);
        ByteArrayOutputStream hello = new ByteArrayOutputStream(8 << 10);
        text(hello, version);
        text(hello, Files.readSymbolicLink(proc.resolve("cwd")).toString());
        text(hello, umask(proc));
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
        return Hello.parse(hello.toByteArray());
    }

    private static boolean isTerminal(Path proc, StandardStream stream) throws IOException {
        String target = Files.readSymbolicLink(proc.resolve("fd/" + number(stream.descriptor())))
                .toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }

    private static String umask(Path proc) throws IOException {
        String status = new String(Files.readAllBytes(proc.resolve("status")), StandardCharsets.ISO_8859_1);
        return status.lines()
                .filter(line -> line.startsWith("Umask:"))
                .findFirst()
                .map(line -> line.substring("Umask:".length()).strip())
                .orElseThrow(() -> new IOException("no umask in " + proc + "/status"));
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
