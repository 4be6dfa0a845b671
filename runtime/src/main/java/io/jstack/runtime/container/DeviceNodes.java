package io.jstack.runtime.container;

import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.DeviceRule;
import io.jstack.runtime.oci.Linux;
import io.jstack.runtime.oci.RuntimeSpec;
import java.util.OptionalLong;
import java.util.Set;

/** Whether a container may open device nodes that it made itself. */
enum DeviceNodes {
    /** Every file system is mounted nodev: only the bound nodes open. */
    REFUSED,
    /** A privileged container, or one with device rules beyond its nodes; its cgroup's device list is all that guards. */
    OPENED;

    static DeviceNodes of(RuntimeSpec oci, Set<Protection> protections) {
        boolean isOpen = oci.linux().resources().devices().stream()
                .anyMatch(rule -> rule.allow() && !isUsual(rule) && !isOfNode(rule, oci.linux()));
        return isOpen || !protections.contains(Protection.CLOSED_NODES) ? OPENED : REFUSED;
    }

    private static boolean isUsual(DeviceRule rule) {
        return DefaultSpec.devices().contains(rule);
    }

    /** A node that is bound needs no other. */
    private static boolean isOfNode(DeviceRule rule, Linux linux) {
        return linux.devices().stream()
                .anyMatch(node -> rule.type().equals(node.type())
                        && rule.major().equals(OptionalLong.of(node.major()))
                        && rule.minor().equals(OptionalLong.of(node.minor())));
    }
}
