package io.jstack.runtime.security;

import io.jstack.runtime.kernel.Libseccomp;
import java.util.Map;

/** The words of profiles and the numbers behind them: linux/seccomp.h and libseccomp's seccomp.h. */
final class SeccompWords {
    static final int RET_ALLOW = 0x7fff0000;
    static final int RET_ERRNO = 0x00050000;
    private static final int RET_TRACE = 0x7ff00000;

    static final Map<String, Integer> ACTIONS = Map.of(
            "SCMP_ACT_KILL", 0,
            "SCMP_ACT_KILL_THREAD", 0,
            "SCMP_ACT_KILL_PROCESS", 0x80000000,
            "SCMP_ACT_TRAP", 0x00030000,
            "SCMP_ACT_ERRNO", RET_ERRNO,
            "SCMP_ACT_TRACE", RET_TRACE,
            "SCMP_ACT_LOG", 0x7ffc0000,
            "SCMP_ACT_ALLOW", RET_ALLOW);

    static final Map<String, Integer> OPERATORS = Map.of(
            "SCMP_CMP_NE", 1,
            "SCMP_CMP_LT", 2,
            "SCMP_CMP_LE", 3,
            "SCMP_CMP_EQ", 4,
            "SCMP_CMP_GE", 5,
            "SCMP_CMP_GT", 6,
            "SCMP_CMP_MASKED_EQ", 7);

    static final Map<String, Integer> ARCHITECTURES = Map.of(
            "SCMP_ARCH_X86_64", Libseccomp.X86_64,
            "SCMP_ARCH_X86", Libseccomp.X86,
            "SCMP_ARCH_X32", Libseccomp.X32,
            "SCMP_ARCH_AARCH64", Libseccomp.AARCH64,
            "SCMP_ARCH_ARM", Libseccomp.ARM);

    private SeccompWords() {}

    /** Whether the action carries a number of its own in its low 16 bits. */
    static boolean carriesErrno(int action) {
        return action == RET_ERRNO || action == RET_TRACE;
    }
}
