package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.values.JstackException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a holder executes: a few instructions that give it a name and wait for ever; elf(5), pause(2). sleep(1) with its loader, libraries
 * and locale takes most of a millisecond of a processor longer, in the middle of each container's start, and 100 KiB; this takes 12. The
 * file is sealed memory, which nobody can change or find: memfd_create(2).
 */
final class HolderProgram {
    /** As ps(1) and top(1) show it; at most 15 bytes, PR_SET_NAME(2const). */
    static final String NAME = "jstack-holder";

    private static final long BASE = 0x400000;
    private static final int HEADERS = 64 + 56;

    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_EXEC = 0x10;
    private static final int F_ADD_SEALS = 1033;
    /** F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_WRITE. */
    private static final int ALL_SEALS = 0xf;

    private static Optional<Fd> made = Optional.empty();

    private HolderProgram() {}

    /**
     * One file for all holders of this engine, made when it is first asked for.
     *
     * @throws JstackException {@link RuntimeError#LAUNCH_FAILED} where this host allows no such file; the next call tries again
     */
    static synchronized Fd fd() {
        if (made.isEmpty()) {
            made = Optional.of(sealed(file()));
        }
        return made.get();
    }

    private static Fd sealed(byte[] content) {
        Fd memory = create();
        Linux.write(memory, content);
        Linux.fcntl(memory, F_ADD_SEALS, ALL_SEALS);
        return memory;
    }

    private static Fd create() {
        NativeMemory name = NativeMemory.ofText(NAME);
        int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
        try {
            return Linux.callForFd(Syscall.MEMFD_CREATE, NAME, name, flags | MFD_EXEC);
        } catch (KernelException e) {
            if (e.errno() == Errno.EINVAL) { // before Linux 6.3 each such file may be executed
                return Linux.callForFd(Syscall.MEMFD_CREATE, NAME, name, flags);
            }
            throw new JstackException(
                    RuntimeError.LAUNCH_FAILED,
                    "cannot make the program of a holder: " + e.getMessage(),
                    "sysctl vm.memfd_noexec: 2 allows no programs in memory, 1 does",
                    e);
        }
    }

    /** ELF header, one program header that maps the file as it is, readable and executable, and the code. */
    private static byte[] file() {
        byte[] code = code();
        return ByteBuffer.allocate(HEADERS + code.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0})
                .putShort((short) 2) // ET_EXEC
                .putShort((short) 62) // EM_X86_64
                .putInt(1)
                .putLong(BASE + HEADERS) // e_entry
                .putLong(64) // e_phoff
                .putLong(0)
                .putInt(0)
                .putShort((short) 64)
                .putShort((short) 56)
                .putShort((short) 1) // e_phnum
                .putShort((short) 64)
                .putInt(0)
                .putInt(1) // PT_LOAD
                .putInt(5) // PF_R | PF_X
                .putLong(0)
                .putLong(BASE)
                .putLong(BASE)
                .putLong(HEADERS + code.length)
                .putLong(HEADERS + code.length)
                .putLong(0x1000)
                .put(code)
                .array();
    }

    private static byte[] code() {
        byte[] name = (NAME + '\0').getBytes(StandardCharsets.US_ASCII);
        int length = 26;
        return ByteBuffer.allocate(length + name.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xbf) // mov edi, PR_SET_NAME
                .putInt(15)
                .put((byte) 0xbe) // mov esi, name
                .putInt((int) BASE + HEADERS + length)
                .put((byte) 0xb8) // mov eax, SYS_prctl
                .putInt(157)
                .putShort((short) 0x050f) // syscall
                .put((byte) 0xb8) // again: mov eax, SYS_pause
                .putInt(34)
                .putShort((short) 0x050f) // syscall
                .putShort((short) 0xf7eb) // jmp again
                .put(name)
                .array();
    }
}
