package io.jstack.runtime.container;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The first page of an executable, elf(5): only what says which loader it wants. */
final class ElfHeader {
    private static final int PT_INTERP = 3;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int SIZE = 64;

    private ElfHeader() {}

    /** The loader's path; empty for a static program, and for what is no 64-bit ELF file. */
    static Optional<String> interpreter(byte[] head) {
        if (head.length < SIZE || head[0] != 0x7f || head[1] != 'E' || head[4] != CLASS_64) {
            return Optional.empty();
        }
        ByteBuffer elf =
                ByteBuffer.wrap(head).order(head[5] == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long table = elf.getLong(32);
        int entrySize = elf.getShort(54) & 0xffff;
        int entries = elf.getShort(56) & 0xffff;
        for (int i = 0; i < entries; i++) {
            long at = table + (long) i * entrySize;
            if (at < 0 || at + 56 > head.length) {
                return Optional.empty();
            }
            if (elf.getInt((int) at) == PT_INTERP) {
                long offset = elf.getLong((int) at + 8);
                long length = elf.getLong((int) at + 32);
                if (offset < 0 || length < 1 || offset + length > head.length) {
                    return Optional.empty();
                }
                return Optional.of(new String(head, (int) offset, (int) length - 1, StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }
}
