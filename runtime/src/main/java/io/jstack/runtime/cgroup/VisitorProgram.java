package io.jstack.runtime.cgroup;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.MemoryProgram;
import io.jstack.runtime.kernel.OwnProcess;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a {@link Visitor} executes: for each byte that it reads from the one descriptor it was given it unshares its cgroup namespace and answers a
 * byte, the errno or 0. When nothing more can come it ends: with the engine, whatever becomes of that.
 */
final class VisitorProgram {
    /** As ps(1) and top(1) show it; at most 15 bytes, PR_SET_NAME(2const). */
    static final String NAME = "jstack-visitor";

    private static final int LONGEST = 128;
    private static final byte[] SYSCALL = {0x0f, 0x05};
    /** lea rsi, [rsp - 8]. */
    private static final byte[] BYTE_BELOW_STACK = {0x48, (byte) 0x8d, 0x74, 0x24, (byte) 0xf8};

    private static Optional<Fd> made = Optional.empty();

    private VisitorProgram() {}

    /**
     * One file for all visitors of this engine, made when it is first asked for.
     *
     * @throws io.jstack.runtime.kernel.KernelException where this host allows no such file; the next call tries again
     */
    static synchronized Fd fd() {
        if (made.isEmpty()) {
            made = Optional.of(MemoryProgram.of(NAME, code()));
        }
        return made.get();
    }

    private static byte[] code() {
        ByteBuffer code = ByteBuffer.allocate(LONGEST).order(ByteOrder.LITTLE_ENDIAN);
        code.put((byte) 0xbf).putInt(15); // mov edi, PR_SET_NAME
        code.put((byte) 0xbe); // mov esi, name
        int nameAddress = code.position();
        code.putInt(0);
        code.put((byte) 0xb8).putInt(157).put(SYSCALL); // prctl

        int again = code.position();
        code.put((byte) 0xbf).putInt(OwnProcess.FIRST); // mov edi, descriptor
        code.put(BYTE_BELOW_STACK);
        code.put((byte) 0xba).putInt(1); // mov edx, 1
        code.put(new byte[] {0x31, (byte) 0xc0}).put(SYSCALL); // xor eax, eax: read
        code.put(new byte[] {(byte) 0x83, (byte) 0xf8, 1}); // cmp eax, 1
        code.put((byte) 0x75); // jne end
        int toEnd = code.position();
        code.put((byte) 0);

        code.put((byte) 0xbf).putInt(Flags.CLONE_NEWCGROUP); // mov edi, CLONE_NEWCGROUP
        code.put((byte) 0xb8).putInt(272).put(SYSCALL); // unshare
        code.put(new byte[] {(byte) 0xf7, (byte) 0xd8}); // neg eax
        code.put(new byte[] {(byte) 0x88, 0x44, 0x24, (byte) 0xf8}); // mov [rsp - 8], al

        code.put((byte) 0xbf).putInt(OwnProcess.FIRST); // mov edi, descriptor
        code.put(BYTE_BELOW_STACK);
        code.put((byte) 0xb8).putInt(1).put(SYSCALL); // write; edx is 1 still
        code.put((byte) 0xeb).put((byte) (again - code.position() - 1)); // jmp again

        code.put(toEnd, (byte) (code.position() - toEnd - 1));
        code.put(new byte[] {0x31, (byte) 0xff}); // xor edi, edi
        code.put((byte) 0xb8).putInt(231).put(SYSCALL); // exit_group

        code.putInt(nameAddress, MemoryProgram.CODE + code.position());
        code.put((NAME + '\0').getBytes(StandardCharsets.US_ASCII));
        return Arrays.copyOf(code.array(), code.position());
    }
}
