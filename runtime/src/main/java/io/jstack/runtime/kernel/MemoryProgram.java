package io.jstack.runtime.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A program of a few instructions, as a file that nobody can change or find: sealed memory, memfd_create(2). A process that executes it
 * has neither loader nor libraries, starts in a tenth of the time sleep(1) takes, and is 12 KiB large.
 */
public final class MemoryProgram {
    /** Where the file is mapped; {@link #CODE} lies behind the headers. */
    private static final long BASE = 0x400000;

    private static final int HEADERS = 64 + 56;

    /** The address of the first instruction. */
    public static final int CODE = (int) BASE + HEADERS;

    /** What helps where this host refuses such a file. */
    public static final String ADVICE = "sysctl vm.memfd_noexec: 2 allows no programs in memory, 1 does";

    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_EXEC = 0x10;
    private static final int F_ADD_SEALS = 1033;
    /** F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_WRITE. */
    private static final int ALL_SEALS = 0xf;

    private MemoryProgram() {}

    /**
     * The file, for the caller to keep and to close.
     *
     * @param name as maps and links show it
     * @param code x86-64 instructions, which begin at {@link #CODE}; nothing they lie in can be written
     * @throws KernelException where this host allows no such file
     */
    public static Fd of(String name, byte[] code) {
        Fd memory = create(name);
        Linux.write(memory, file(code));
        Linux.fcntl(memory, F_ADD_SEALS, ALL_SEALS);
        return memory;
    }

    private static Fd create(String name) {
        NativeMemory text = NativeMemory.ofText(name);
        int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
        try {
            return Linux.callForFd(Syscall.MEMFD_CREATE, name, text, flags | MFD_EXEC);
        } catch (KernelException e) {
            if (e.errno() == Errno.EINVAL) { // before Linux 6.3 each such file may be executed
                return Linux.callForFd(Syscall.MEMFD_CREATE, name, text, flags);
            }
            throw e;
        }
    }

    /** elf(5): the header, one program header that maps the file as it is, readable and executable, and the code. */
    private static byte[] file(byte[] code) {
        return ByteBuffer.allocate(HEADERS + code.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0})
                .putShort((short) 2) // ET_EXEC
                .putShort((short) 62) // EM_X86_64
                .putInt(1)
                .putLong(CODE) // e_entry
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
}
