package io.jstack.runtime.cgroup;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reading and writing the kernel's small files, with the errno where it says no. */
final class CgroupFile {
    /** Most of these files are shorter. */
    private static final int PIECE = 512;

    private CgroupFile() {}

    /** One write(2) of the whole text: the kernel takes each write as one command. */
    static void write(Path file, String text) {
        writeEach(file, List.of(text));
    }

    /** Each in a write(2) of its own, by one descriptor. */
    static void writeEach(Path file, List<String> texts) {
        String now = "";
        try (Fd fd = Linux.open(file.toString(), Linux.O_WRONLY)) {
            for (String text : texts) {
                now = text;
                Linux.write(fd, text.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (KernelException e) {
            throw new KernelException(e.errno(), "write " + now.strip(), file.toString());
        }
    }

    /** The content without surrounding space; empty when there is no such file, or its group went away. */
    static Optional<String> read(Path file) {
        try (Fd fd = Linux.open(file.toString(), Linux.O_RDONLY)) {
            NativeMemory memory = NativeMemory.ofSize(PIECE);
            StringBuilder text = new StringBuilder(PIECE);
            for (int count = read(fd, memory); count > 0; count = read(fd, memory)) {
                text.append(new String(memory.bytes(0, count), StandardCharsets.ISO_8859_1));
            }
            return Optional.of(text.toString().strip());
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENODEV) {
                return Optional.empty(); // ENODEV: the group was removed while its file was open
            }
            throw new UncheckedIOException(
                    new IOException(file + ": " + e.errno().text(), e));
        }
    }

    private static int read(Fd fd, NativeMemory memory) {
        return Linux.read(fd, memory).orElse(0);
    }

    /** A file with one number; -1 for {@code max}. */
    static Optional<Long> number(Path file) {
        return read(file).map(text -> text.equals("max") ? -1L : Long.parseUnsignedLong(text));
    }

    static List<String> lines(Path file) {
        return read(file).stream().flatMap(String::lines).toList();
    }

    /** A file of lines {@code name number}. */
    static Map<String, Long> keyed(Path file) {
        Map<String, Long> values = new HashMap<>();
        for (String line : lines(file)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                values.put(line.substring(0, space), Long.parseUnsignedLong(line.substring(space + 1)));
            }
        }
        return values;
    }

    static boolean isGone(KernelException e) {
        return e.errno() == Errno.ENOENT || e.errno() == Errno.ENODEV || e.errno() == Errno.ESRCH;
    }
}
