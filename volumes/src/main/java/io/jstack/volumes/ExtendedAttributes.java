package io.jstack.volumes;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Syscall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Extended attributes of all classes, which the JDK gives only for {@code user.}; xattr(7). Links are not followed. */
final class ExtendedAttributes {
    private ExtendedAttributes() {}

    /** lgetxattr(2); empty where the file or its file system has none of that name. */
    static Optional<byte[]> get(Path path, String name) throws IOException {
        NativeMemory file = UnixPath.of(path);
        NativeMemory key = NativeMemory.ofText(name);
        long size = Linux.raw(Syscall.LGETXATTR, file, key, 0, 0);
        if (size == -Errno.ENODATA.number() || size == -Errno.ENOTSUP.number()) {
            return Optional.empty();
        }
        NativeMemory value = NativeMemory.ofSize(checked(size, "lgetxattr", path));
        return Optional.of(
                bytes(value, checked(Linux.raw(Syscall.LGETXATTR, file, key, value, value.size()), "lgetxattr", path)));
    }

    /** llistxattr(2). */
    static List<String> names(Path path) throws IOException {
        NativeMemory file = UnixPath.of(path);
        long size = Linux.raw(Syscall.LLISTXATTR, file, 0, 0);
        if (size == 0 || size == -Errno.ENOTSUP.number()) {
            return List.of();
        }
        NativeMemory list = NativeMemory.ofSize(checked(size, "llistxattr", path));
        byte[] bytes = bytes(list, checked(Linux.raw(Syscall.LLISTXATTR, file, list, list.size()), "llistxattr", path));
        List<String> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                names.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        return names;
    }

    /** lsetxattr(2). */
    static void set(Path path, String name, byte[] value) throws IOException {
        NativeMemory file = UnixPath.of(path);
        NativeMemory key = NativeMemory.ofText(name);
        checked(
                Linux.raw(Syscall.LSETXATTR, file, key, NativeMemory.ofBytes(value), value.length, 0),
                "lsetxattr " + name,
                path);
    }

    /** An empty value still takes a byte of memory to point at. */
    private static byte[] bytes(NativeMemory memory, int size) {
        byte[] bytes = new byte[size];
        memory.buffer().get(0, bytes);
        return bytes;
    }

    private static int checked(long result, String call, Path path) throws IOException {
        if (result < 0) {
            throw new IOException(
                    "%s %s: %s".formatted(call, path, Errno.of((int) -result).text()));
        }
        return (int) result;
    }
}
