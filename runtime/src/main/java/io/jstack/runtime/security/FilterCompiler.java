package io.jstack.runtime.security;

import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Libseccomp;
import io.jstack.runtime.kernel.Libseccomp.Comparison;
import io.jstack.runtime.oci.Seccomp;
import io.jstack.values.JstackException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** From the OCI record to BPF, through libseccomp; the rules of runc are followed (libcontainer/seccomp/seccomp_linux.go). */
final class FilterCompiler {
    private static final int EPERM = 1;

    /** As many calls are as soon found one by one; runc's number. */
    private static final int A_LIST = 32;

    private final Seccomp seccomp;
    private final int defaultAction;

    private FilterCompiler(Seccomp seccomp) {
        this.seccomp = seccomp;
        this.defaultAction = action(seccomp.defaultAction(), seccomp.defaultErrnoRet());
    }

    static byte[] compile(Seccomp seccomp) {
        return FilterRanges.of(compileCallByCall(seccomp));
    }

    /** The program before it is made shorter. */
    static byte[] compileCallByCall(Seccomp seccomp) {
        if (!Libseccomp.isPresent()) {
            throw new JstackException(
                    SecurityError.SECCOMP_UNAVAILABLE,
                    "cannot filter system calls: libseccomp.so.2 is not on this host",
                    "install libseccomp2, or say security_opt: [seccomp:unconfined]");
        }
        return new FilterCompiler(seccomp).compile();
    }

    private byte[] compile() {
        List<Integer> architectures =
                seccomp.architectures().stream().map(this::architecture).toList();
        try (Libseccomp filter = new Libseccomp(defaultAction)) {
            architectures.forEach(filter::addArchitecture);
            for (Seccomp.Syscall rule : seccomp.syscalls()) {
                add(filter, rule);
            }
            if (seccomp.syscalls().stream()
                            .mapToInt(rule -> rule.names().size())
                            .sum()
                    > A_LIST) {
                filter.sort(); // quick to follow, for FilterRanges as for the kernel
            }
            return LaterCalls.before(filter.export(), seccomp, architectures, defaultAction);
        } catch (KernelException e) {
            throw new JstackException(
                    SecurityError.SECCOMP_PROFILE_INVALID,
                    "libseccomp refuses the filter: " + e.getMessage(),
                    "the profile without that rule",
                    e);
        }
    }

    private void add(Libseccomp filter, Seccomp.Syscall rule) {
        int action = action(rule.action(), rule.errnoRet());
        if (action == defaultAction) {
            return; // libseccomp refuses a rule that changes nothing (EPERM)
        }
        List<Comparison> comparisons =
                rule.args().stream().map(this::comparison).toList();
        for (String name : rule.names()) {
            OptionalInt number = Libseccomp.number(Libseccomp.nativeArchitecture(), name);
            if (number.isEmpty()) {
                continue; // newer than this libseccomp: LaterCalls knows it, or nobody does
            }
            if (repeatsAnArgument(comparisons)) {
                // one rule may look at an argument once; the specification means "any of these" by repeating it
                comparisons.forEach(one -> filter.addRule(action, number.getAsInt(), List.of(one)));
            } else {
                filter.addRule(action, number.getAsInt(), comparisons);
            }
        }
    }

    private static boolean repeatsAnArgument(List<Comparison> comparisons) {
        Set<Integer> seen = new HashSet<>();
        return comparisons.stream().anyMatch(comparison -> !seen.add(comparison.argument()));
    }

    private Comparison comparison(Seccomp.Arg arg) {
        Integer operator = SeccompWords.OPERATORS.get(arg.op());
        if (operator == null || arg.index() < 0 || arg.index() >= BpfProgram.ARGUMENTS) {
            throw invalid(
                    "no comparison " + arg.op() + " of argument " + arg.index(), "SCMP_CMP_EQ of argument 0 to 5");
        }
        return new Comparison(arg.index(), operator, arg.value(), arg.valueTwo());
    }

    private int action(String name, OptionalInt errno) {
        Integer action = SeccompWords.ACTIONS.get(name);
        if (action == null) {
            throw invalid("no seccomp action " + name, "SCMP_ACT_ERRNO");
        }
        return SeccompWords.carriesErrno(action) ? action | errno.orElse(EPERM) : action;
    }

    private int architecture(String name) {
        Integer architecture = SeccompWords.ARCHITECTURES.get(name);
        if (architecture == null) {
            throw invalid(
                    "no architecture " + name + " here",
                    "only the architectures of this host's processor, SCMP_ARCH_X86_64");
        }
        return architecture;
    }

    private static JstackException invalid(String what, String remedy) {
        return new JstackException(SecurityError.SECCOMP_PROFILE_INVALID, what, remedy);
    }
}
