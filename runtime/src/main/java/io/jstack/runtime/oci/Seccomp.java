package io.jstack.runtime.oci;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.OptionalInt;

/**
 * A system call filter, {@code linux.seccomp} of config-linux.md: everything conditional already decided.
 *
 * @param defaultAction for every call no rule names, {@code SCMP_ACT_ERRNO}
 * @param defaultErrnoRet the errno of the default action; empty: EPERM
 * @param architectures {@code SCMP_ARCH_X86_64}; the host's own is always among them
 * @param flags {@code SECCOMP_FILTER_FLAG_*} of seccomp(2)
 */
public record Seccomp(
        String defaultAction,
        OptionalInt defaultErrnoRet,
        List<String> architectures,
        List<String> flags,
        List<Syscall> syscalls) {
    public Seccomp {
        architectures = List.copyOf(architectures);
        flags = List.copyOf(flags);
        syscalls = List.copyOf(syscalls);
    }

    /**
     * One rule.
     *
     * @param errnoRet for {@code SCMP_ACT_ERRNO} and {@code SCMP_ACT_TRACE}; empty: EPERM
     * @param args all must hold; the same index twice means any one of those
     */
    public record Syscall(List<String> names, String action, OptionalInt errnoRet, List<Arg> args) {
        public Syscall {
            names = List.copyOf(names);
            args = List.copyOf(args);
        }
    }

    /**
     * A comparison of one argument, by 64 unsigned bits.
     *
     * @param index 0 to 5
     * @param value for {@code SCMP_CMP_MASKED_EQ} the mask
     * @param valueTwo for {@code SCMP_CMP_MASKED_EQ} what must be left under the mask; else 0
     * @param op {@code SCMP_CMP_EQ} and its kin
     */
    public record Arg(
            int index,

            @JsonSerialize(using = Unsigned.Writer.class) @JsonDeserialize(using = Unsigned.Reader.class)
            long value,

            @JsonSerialize(using = Unsigned.Writer.class) @JsonDeserialize(using = Unsigned.Reader.class)
            long valueTwo,

            String op) {}
}
