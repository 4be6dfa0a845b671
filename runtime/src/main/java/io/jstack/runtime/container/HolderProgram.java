package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.MachineCode;
import io.jstack.runtime.kernel.MachineCode.Word;
import io.jstack.runtime.kernel.MemoryProgram;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.values.JstackException;
import java.util.Optional;

/**
 * What a holder executes: a few instructions that give it a name and wait for ever; pause(2). sleep(1) with its loader, libraries and
 * locale takes most of a millisecond of a processor longer, in the middle of each container's start, and 100 KiB.
 */
final class HolderProgram {
    /** As ps(1) and top(1) show it; at most 15 bytes, PR_SET_NAME(2const). */
    static final String NAME = "jstack-holder";

    private static final int PR_SET_NAME = 15;

    private static Optional<Fd> made = Optional.empty();

    private HolderProgram() {}

    /**
     * One file for all holders of this engine, made when it is first asked for.
     *
     * @throws JstackException {@link RuntimeError#LAUNCH_FAILED} where this host allows no such file; the next call tries again
     */
    static synchronized Fd fd() {
        if (made.isEmpty()) {
            made = Optional.of(make());
        }
        return made.get();
    }

    private static Fd make() {
        try {
            return MemoryProgram.of(NAME, code());
        } catch (KernelException e) {
            throw new JstackException(
                    RuntimeError.LAUNCH_FAILED,
                    "cannot make the program of a holder: " + e.getMessage(),
                    MemoryProgram.ADVICE,
                    e);
        }
    }

    private static byte[] code() {
        return new MachineCode()
                .set(Word.FIRST, PR_SET_NAME)
                .set(Word.SECOND, "name")
                .call(Syscall.PRCTL)
                .place("again")
                .call(Syscall.PAUSE)
                .jump("again")
                .place("name")
                .text(NAME)
                .toBytes();
    }
}
