package io.jstack.runtime.kernel;

import java.nio.charset.StandardCharsets;

/** A small file that the kernel writes while it is read: of procfs, or of a control group. */
public final class KernelFile {
    /** Most of them are shorter; none says how long it is. */
    private static final int PIECE = 512;

    private KernelFile() {}

    /**
     * All of it, byte by byte as characters.
     *
     * @throws KernelException what open(2) or read(2) failed with: ENOENT, ESRCH or ENODEV when it is of something that is gone
     */
    public static String read(String path) {
        try (Fd fd = Linux.open(path, Linux.O_RDONLY)) {
            NativeMemory memory = NativeMemory.ofSize(PIECE);
            StringBuilder text = new StringBuilder();
            for (int count = read(fd, memory); count > 0; count = read(fd, memory)) {
                text.append(new String(memory.bytes(0, count), StandardCharsets.ISO_8859_1));
            }
            return text.toString();
        }
    }

    private static int read(Fd fd, NativeMemory memory) {
        return Linux.read(fd, memory).orElse(0);
    }
}
