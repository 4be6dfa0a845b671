package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.oci.Capabilities;
import io.jstack.runtime.oci.Capability;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.User;
import io.jstack.runtime.security.CapabilityRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the thread becomes who the program runs as. All by raw system calls: libc's setuid family would signal every thread of the engine.
 */
final class IdentitySteps {
    private static final int USUAL_UMASK = 022;
    private static final int LAST_CAPABILITY = CapabilityRules.lastOfKernel();

    private IdentitySteps() {}

    /** @param filter a compiled system call filter, {@code struct sock_filter} instructions */
    static List<Step> of(ProcessSpec process, Optional<byte[]> filter, Set<Protection> protections) {
        List<Step> steps = new ArrayList<>();
        User user = process.user();
        Capabilities capabilities = process.capabilities();
        steps.add(Calls.umask(user.umask().orElse(USUAL_UMASK)));
        if (!process.noNewPrivileges()) {
            // while the thread still has CAP_SYS_ADMIN, which a filter without no_new_privs needs
            filter.ifPresent(bytes -> steps.add(Calls.seccomp(bytes, 0)));
        }
        long bounding = Capability.mask(capabilities.bounding());
        for (int number = 0; number <= LAST_CAPABILITY; number++) {
            if ((bounding & 1L << number) == 0) {
                steps.add(Calls.dropBounding(number));
            }
        }
        steps.add(Calls.setgroups(user.additionalGids()));
        steps.add(Calls.setresgid(user.gid()));
        steps.add(Calls.prctl(Flags.PR_SET_KEEPCAPS, 1));
        steps.add(Calls.setresuid(user.uid()));
        steps.add(Calls.prctl(Flags.PR_SET_KEEPCAPS, 0));
        // a change of user makes the engine's memory dumpable again where fs.suid_dumpable says so
        if (protections.contains(Protection.NOT_DUMPABLE)) {
            steps.add(Calls.prctl(Flags.PR_SET_DUMPABLE, 0));
        }
        steps.add(Calls.capset(
                ContainerRights.granted(capabilities.effective()),
                ContainerRights.granted(capabilities.permitted()),
                Capability.mask(capabilities.inheritable())));
        for (Capability capability : capabilities.ambient()) {
            steps.add(Calls.raiseAmbient(capability.number()));
        }
        if (process.noNewPrivileges()) {
            steps.add(Calls.prctl(Flags.PR_SET_NO_NEW_PRIVS, 1));
            filter.ifPresent(bytes -> steps.add(Calls.seccomp(bytes, 0)));
        }
        return steps;
    }
}
