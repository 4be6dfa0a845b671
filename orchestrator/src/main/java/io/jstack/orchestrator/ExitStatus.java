package io.jstack.orchestrator;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a container's process ended.
 *
 * @param code 128+n when a signal ended it; empty when nobody saw (it died while no engine ran, on a kernel before 6.15)
 * @param signal its name, {@code SIGKILL}
 * @param outOfMemory the kernel killed for memory in the container's cgroup
 */
public record ExitStatus(OptionalInt code, Optional<String> signal, boolean outOfMemory) {
    /** Ended by itself. */
    public static ExitStatus of(int code) {
        return new ExitStatus(OptionalInt.of(code), Optional.empty(), false);
    }

    /** Nobody saw how it ended. */
    public static ExitStatus unknown() {
        return new ExitStatus(OptionalInt.empty(), Optional.empty(), false);
    }

    public boolean isSuccess() {
        return code.isPresent() && code.getAsInt() == 0;
    }

    /** For people: {@code exit 137, SIGKILL, out of memory}. */
    @Override
    public String toString() {
        return (code.isPresent() ? "exit " + code.getAsInt() : "exit unknown")
                + signal.map(s -> ", " + s).orElse("")
                + (outOfMemory ? ", out of memory" : "");
    }
}
