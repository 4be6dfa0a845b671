package io.jstack.runtime.container;

import io.jstack.runtime.oci.DeviceRule;
import io.jstack.runtime.oci.RuntimeSpec;
import java.util.Set;

/** Whether a container may open device nodes that it made itself. */
enum DeviceNodes {
    /** Every file system is mounted nodev: only the bound nodes open. */
    REFUSED,
    /** A privileged container; its cgroup's device list is all that guards. */
    OPENED;

    static DeviceNodes of(RuntimeSpec oci, Set<Protection> protections) {
        return oci.linux().resources().devices().contains(DeviceRule.ALLOW_ALL)
                        || !protections.contains(Protection.CLOSED_NODES)
                ? OPENED
                : REFUSED;
    }
}
