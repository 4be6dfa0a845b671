package io.jstack.runtime;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * How a process ended. Neither code nor signal is present when nobody can know: an adopted container on a kernel before 6.15.
 *
 * @param code what it passed to exit(2)
 * @param signal the signal that killed it
 * @param oomKilled whether the kernel killed something of its cgroup for memory
 * @param at when this engine learned of it
 */
public record ExitStatus(OptionalInt code, OptionalInt signal, boolean oomKilled, Instant at) {
    public static ExitStatus unknown(Instant at) {
        return new ExitStatus(OptionalInt.empty(), OptionalInt.empty(), false, at);
    }

    /** From a status word of wait4(2). */
    public static ExitStatus ofWaitStatus(int status, Instant at) {
        int signal = status & 0x7f;
        return signal != 0
                ? new ExitStatus(OptionalInt.empty(), OptionalInt.of(signal), false, at)
                : new ExitStatus(OptionalInt.of(status >> 8 & 0xff), OptionalInt.empty(), false, at);
    }

    public ExitStatus withOomKilled() {
        return new ExitStatus(code, signal, true, at);
    }

    /** The number a shell and Docker would show: the code, or 128 and the signal; empty when unknown. */
    public OptionalInt number() {
        return signal.isPresent() ? OptionalInt.of(128 + signal.getAsInt()) : code;
    }

    public boolean isKnown() {
        return number().isPresent();
    }
}
