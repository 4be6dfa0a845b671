package io.jstack.runtime.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jstack.runtime.kernel.Libseccomp;
import io.jstack.runtime.oci.Seccomp;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A compiled system call filter: what seccomp(2), {@code SECCOMP_SET_MODE_FILTER}, takes as its {@code struct sock_filter} array. Equal
 * descriptions share one compilation, since compiling takes far longer than starting a container.
 */
public final class SeccompFilter {
    private static final Cache<Seccomp, SeccompFilter> COMPILED =
            Caffeine.newBuilder().maximumSize(64).executor(Runnable::run).build();

    private final byte[] program;

    private SeccompFilter(byte[] program) {
        this.program = program;
    }

    /**
     * Compiles, or remembers having done so.
     *
     * @throws io.jstack.values.JstackException {@link SecurityError#SECCOMP_PROFILE_INVALID} when libseccomp refuses a rule, {@link
     *     SecurityError#SECCOMP_UNAVAILABLE} where the host has no libseccomp
     */
    public static SeccompFilter of(Seccomp seccomp) {
        return COMPILED.get(seccomp, description -> new SeccompFilter(FilterCompiler.compile(description)));
    }

    /** The instructions, eight bytes each, in the machine's byte order. */
    public byte[] program() {
        return program.clone();
    }

    /** How many instructions the program has: {@code sock_fprog.len}. */
    public int length() {
        return program.length / BpfProgram.INSTRUCTION;
    }

    /**
     * What the kernel would answer to a call of this host's own architecture; it asks the compiled program, not the profile. The
     * launcher tries its own calls here before it puts the filter on a thread of the engine.
     *
     * @throws IllegalArgumentException when libseccomp knows no such call
     */
    public Verdict verdict(String call, long... arguments) {
        int architecture = Libseccomp.nativeArchitecture();
        OptionalInt number = Libseccomp.number(architecture, call);
        return verdict(
                architecture,
                number.orElseThrow(() -> new IllegalArgumentException("no system call " + call)),
                arguments);
    }

    Verdict verdict(int architecture, int number, long... arguments) {
        return new Verdict(
                new BpfProgram(program).run(number, architecture, Arrays.copyOf(arguments, BpfProgram.ARGUMENTS)));
    }

    /**
     * A filter's answer, {@code SECCOMP_RET_*} of seccomp(2).
     *
     * @param value action in the upper half, errno in the lower
     */
    public record Verdict(int value) {
        public boolean isAllowed() {
            return (value & 0xffff0000) == SeccompWords.RET_ALLOW;
        }

        /** The error the caller sees; empty when it is not refused by an error. */
        public OptionalInt errno() {
            return (value & 0xffff0000) == SeccompWords.RET_ERRNO
                    ? OptionalInt.of(value & 0xffff)
                    : OptionalInt.empty();
        }
    }
}
