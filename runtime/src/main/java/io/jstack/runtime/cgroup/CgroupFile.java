package io.jstack.runtime.cgroup;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.KernelFile;
import io.jstack.runtime.kernel.Linux;
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
    private CgroupFile() {}

    /** One write(2) of the whole text: the kernel takes each write as one command. */
    static void write(Path file, String text) {
        write(file.toString(), text);
    }

    static void write(String file, String text) {
        writeEach(file, List.of(text));
    }

    /** Each in a write(2) of its own, by one descriptor. */
    static void writeEach(String file, List<String> texts) {
        String now = "";
        try (Fd fd = Linux.open(file, Linux.O_WRONLY)) {
            for (String text : texts) {
                now = text;
                Linux.write(fd, text.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (KernelException e) {
            throw new KernelException(e.errno(), "write " + now.strip(), file);
        }
    }

    /** The content without surrounding space; empty when there is no such file, or its group went away. */
    static Optional<String> read(Path file) {
        try {
            return Optional.of(KernelFile.read(file.toString()).strip());
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENODEV) {
                return Optional.empty(); // ENODEV: the group was removed while its file was open
            }
            throw new UncheckedIOException(
                    new IOException(file + ": " + e.errno().text(), e));
        }
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
