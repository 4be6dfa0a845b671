package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Pid;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;

/**
 * Whether a run of a container may trace any of its processes. A child that waits at a gate in there shares the engine's memory and is
 * visible inside: a tracer could write into the engine through it, the flag against dumping notwithstanding. One with every capability
 * rules the host anyway.
 *
 * <p>That it may not is asked of the kernel once: what the bounding set of its first process lacks, that one never gets back, nor does a
 * child of it; a new user namespace has a full set again, but none that counts here; capabilities(7). All else is asked each time.
 */
final class Tracers {
    private volatile boolean isWithout;

    void refuse(ContainerId id, Pid init) {
        if (isWithout) {
            return;
        }
        ContainerRights rights = ContainerRights.of(init);
        isWithout = !rights.mayTrace();
        if (rights.mayTrace() && !rights.isPrivileged()) {
            throw new JstackException(
                    RuntimeError.SPEC_REFUSED,
                    "cannot exec in %s: it has CAP_SYS_PTRACE, and could attack the engine through the new process"
                            .formatted(id.shortId()),
                    "leave SYS_PTRACE out of cap_add");
        }
    }
}
