package io.jstack.runtime.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that makes one system call after the other and writes what the kernel returned: a static x86-64 executable of nothing else,
 * so that a call can be made which no program of an image makes. elf(5); System V ABI, x86-64.
 */
final class SyscallProbe {
    private static final long CODE = 0x400000;
    private static final long ANSWERS = 0x10000000;
    private static final int HEADERS = 64 + 2 * 56;
    private static final int WRITE = 1;
    private static final int EXIT = 231;

    /** The way into the kernel, which decides what a number means. */
    enum Entry {
        X86_64(0x0f, 0x05),
        /** {@code int 0x80}: the calls of a 32-bit program, open to a 64-bit one as well. */
        I386(0xcd, 0x80);

        private final int first;
        private final int second;

        Entry(int first, int second) {
            this.first = first;
            this.second = second;
        }
    }

    /** One call; every argument not given is {@code rest}. */
    record Call(String name, Entry entry, long number, long first, long rest) {
        /** With arguments that no call has a use for, so that it does nothing where it is not refused: no address, descriptor or flag. */
        static Call senseless(String name, Entry entry, long number) {
            return new Call(name, entry, number, -1, -1);
        }
    }

    private final List<Call> calls;

    SyscallProbe(List<Call> calls) {
        this.calls = List.copyOf(calls);
    }

    void writeTo(Path file) throws IOException {
        Files.write(file, executable());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What the kernel returned, in the order of the calls, of what the program wrote: a negative errno, or the call's result. */
    static List<Long> answers(byte[] output) {
        ByteBuffer bytes = ByteBuffer.wrap(output).order(ByteOrder.LITTLE_ENDIAN);
        List<Long> answers = new ArrayList<>();
        while (bytes.hasRemaining()) {
            answers.add(bytes.getLong());
        }
        return answers;
    }

    private byte[] executable() {
        byte[] code = code();
        ByteBuffer file = ByteBuffer.allocate(HEADERS + code.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0); // 64 bits, little endian
        file.putShort((short) 2).putShort((short) 62).putInt(1); // ET_EXEC, EM_X86_64
        file.putLong(CODE + HEADERS).putLong(64).putLong(0).putInt(0);
        file.putShort((short) 64).putShort((short) 56).putShort((short) 2);
        file.putShort((short) 64).putShort((short) 0).putShort((short) 0);
        segment(file, 5, CODE, HEADERS + code.length, HEADERS + code.length); // PF_R | PF_X
        segment(file, 6, ANSWERS, 0, (long) Long.BYTES * calls.size()); // PF_R | PF_W, zeros
        return file.put(code).array();
    }

    private static void segment(ByteBuffer file, int flags, long address, long inFile, long inMemory) {
        file.putInt(1).putInt(flags).putLong(0).putLong(address).putLong(address); // PT_LOAD
        file.putLong(inFile).putLong(inMemory).putLong(0x1000);
    }

    private byte[] code() {
        Assembly code = new Assembly();
        long answer = ANSWERS;
        for (Call call : calls) {
            code.call(call.entry(), call.number(), call.first(), call.rest(), call.rest());
            code.storeResult(answer);
            answer += Long.BYTES;
        }
        code.call(Entry.X86_64, WRITE, 1, ANSWERS, answer - ANSWERS);
        code.call(Entry.X86_64, EXIT, 0, 0, 0);
        return code.bytes.toByteArray();
    }

    /** Each instruction as it stands in Intel's manual, volume 2. */
    private static final class Assembly {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        /** Loads both conventions' registers: rdi, rsi, rdx, r10, r8, r9, or ebx, ecx, edx, esi, edi, ebp. */
        void call(Entry entry, long number, long first, long second, long rest) {
            load(0x48, 0xb8, number); // rax
            if (entry == Entry.X86_64) {
                load(0x48, 0xbf, first);
                load(0x48, 0xbe, second);
                load(0x48, 0xba, rest);
                load(0x49, 0xba, rest);
                load(0x49, 0xb8, rest);
                load(0x49, 0xb9, rest);
            } else {
                load(0x48, 0xbb, first);
                load(0x48, 0xb9, second);
                load(0x48, 0xba, rest);
                load(0x48, 0xbe, rest);
                load(0x48, 0xbf, rest);
                load(0x48, 0xbd, rest);
            }
            bytes.write(entry.first);
            bytes.write(entry.second);
        }

        /** {@code movabs [address], rax}. */
        void storeResult(long address) {
            load(0x48, 0xa3, address);
        }

        private void load(int prefix, int opcode, long value) {
            bytes.write(prefix);
            bytes.write(opcode);
            bytes.writeBytes(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array());
        }
    }
}
