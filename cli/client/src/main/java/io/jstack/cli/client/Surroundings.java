package io.jstack.cli.client;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the engine has to know of this process, as bytes: the kernel's own from proc(5), because the JVM would decode arguments and
 * environment by the locale and lose what it cannot.
 */
final class Surroundings {
    private Surroundings() {}

    /** The payload of HELLO. @param arguments how many of this process's last arguments are the user's */
    static byte[] hello(String version, int arguments) throws IOException {
        ByteArrayOutputStream hello = new ByteArrayOutputStream(8 << 10);
        text(hello, version);
        text(hello, System.getProperty("user.dir", "/"));
        text(hello, umask());
        text(hello, terminals());
        text(hello, "0"); // columns and rows: only an ioctl tells, and the engine makes it
        text(hello, "0");
        text(hello, Integer.toString(arguments));
        byte[] line = read("/proc/self/cmdline");
        int from = lastFields(line, arguments);
        hello.write(line, from, line.length - from);
        hello.write(read("/proc/self/environ"));
        return hello.toByteArray();
    }

    /** Whether descriptor {@code fd} is a terminal. */
    static boolean isTerminal(int fd) {
        try {
            String target =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException closed) {
            return false;
        }
    }

    /** This process's user. */
    static int user() {
        return Integer.parseInt(status("Uid:").split("\t", 2)[0]);
    }

    private static String terminals() {
        return (isTerminal(0) ? "IN " : "") + (isTerminal(1) ? "OUT " : "") + (isTerminal(2) ? "ERR" : "");
    }

    private static String umask() {
        return status("Umask:");
    }

    private static String status(String field) {
        try {
            String status = new String(read("/proc/self/status"), StandardCharsets.ISO_8859_1);
            int start = status.indexOf("\n" + field) + 1 + field.length();
            return status.substring(start, status.indexOf('\n', start)).strip();
        } catch (IOException e) {
            throw new IllegalStateException("/proc is not mounted", e);
        }
    }

    /** Where the last {@code count} NUL-terminated fields begin. */
    static int lastFields(byte[] fields, int count) {
        int left = count;
        for (int at = fields.length - 1; at >= 0; at--) {
            if (fields[at] == 0 && left-- == 0) {
                return at + 1;
            }
        }
        return 0;
    }

    private static byte[] read(String file) throws IOException {
        try (FileInputStream in = new FileInputStream(file)) {
            return in.readAllBytes();
        }
    }

    private static void text(ByteArrayOutputStream hello, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        hello.write(bytes, 0, bytes.length);
        hello.write(0);
    }
}
