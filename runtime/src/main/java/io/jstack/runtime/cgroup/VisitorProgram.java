package io.jstack.runtime.cgroup;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.MachineCode;
import io.jstack.runtime.kernel.MachineCode.Pointer;
import io.jstack.runtime.kernel.MachineCode.Word;
import io.jstack.runtime.kernel.MemoryProgram;
import io.jstack.runtime.kernel.OwnProcess;
import io.jstack.runtime.kernel.Syscall;
import java.util.Optional;

/**
 * What a {@link Visitor} executes: for each byte that it reads from the one descriptor it was given it unshares its cgroup namespace and answers a
 * byte, the errno or 0. When nothing more can come it ends: with the engine, whatever becomes of that.
 */
final class VisitorProgram {
    /** As ps(1) and top(1) show it; at most 15 bytes, PR_SET_NAME(2const). */
    static final String NAME = "jstack-visitor";

    private static final int PR_SET_NAME = 15;
    /** From the stack pointer. */
    private static final int BYTE = -8;

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
        MachineCode code = new MachineCode();
        code.set(Word.FIRST, PR_SET_NAME).set(Word.SECOND, "name").call(Syscall.PRCTL);
        code.place("again");
        oneByte(code).call(Syscall.READ).jumpUnless(1, "end");
        code.set(Word.FIRST, Flags.CLONE_NEWCGROUP).call(Syscall.UNSHARE);
        code.bytes(0xf7, 0xd8); // neg eax
        code.bytes(0x88, 0x44, 0x24, BYTE & 0xff); // mov [rsp + BYTE], al
        oneByte(code).call(Syscall.WRITE).jump("again");
        code.place("end").set(Word.FIRST, 0).call(Syscall.EXIT_GROUP);
        return code.place("name").text(NAME).toBytes();
    }

    private static MachineCode oneByte(MachineCode code) {
        return code.set(Word.FIRST, OwnProcess.FIRST)
                .address(Word.SECOND, Pointer.RSP, BYTE)
                .set(Word.THIRD, 1);
    }
}
