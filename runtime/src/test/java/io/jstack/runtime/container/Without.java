package io.jstack.runtime.container;

import io.jstack.runtime.NetworkNamespace;
import io.jstack.runtime.oci.Capabilities;
import io.jstack.runtime.oci.Capability;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.Device;
import io.jstack.runtime.oci.DeviceRule;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.Namespace;
import io.jstack.runtime.oci.Resources;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.security.CapabilityRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What is taken from a container to see that a check notices. */
enum Without {
    REQUEST("a container that asks for nothing", oci -> oci),
    FILTER("no system call filter", oci -> oci.withLinux(oci.linux().withSeccomp(Optional.empty()))),
    FEW_CAPABILITIES(
            "every capability",
            oci -> oci.withProcess(oci.process().withCapabilities(Capabilities.of(CapabilityRules.known())))),
    EMPTY_SETS("inheritable and ambient capabilities", Without::inheriting),
    CONFINEMENT("every capability, every device, no filter", Without::unconfined),
    MASKS("nothing masked", oci -> oci.withLinux(oci.linux().withMaskedPaths(List.of()))),
    READ_ONLY_PATHS("no read-only paths", oci -> oci.withLinux(oci.linux().withReadonlyPaths(List.of()))),
    OWN_PROCESSES("the host's pid namespace", oci -> shared(oci, Namespace.Type.PID)),
    OWN_NETWORK("the host's network", oci -> oci),
    OWN_IPC("the host's ipc namespace", oci -> shared(oci, Namespace.Type.IPC)),
    OWN_HOST_NAME("the host's uts namespace", oci -> shared(oci, Namespace.Type.UTS)),
    OWN_CGROUPS("the host's cgroup namespace", oci -> shared(oci, Namespace.Type.CGROUP)),
    MOUNT_OPTIONS("default mounts without options", Without::optionless),
    MOUNTS("no mounts but /proc", Without::mountless),
    NO_OTHER_DEVICES("a device of the host's", Without::withDevice),
    TASK_LIMIT("no limit on tasks", Without::limitless),
    SYSCTLS("no sysctls", oci -> oci.withLinux(oci.linux().withSysctl(Map.of()))),
    CLOSED_DESCRIPTORS("the engine's descriptors left open", oci -> oci);

    private final String words;

    @SuppressWarnings("ImmutableEnumChecker") // a function of its argument alone
    private final UnaryOperator<RuntimeSpec> change;

    Without(String words, UnaryOperator<RuntimeSpec> change) {
        this.words = words;
        this.change = change;
    }

    RuntimeSpec from(RuntimeSpec oci) {
        return change.apply(oci);
    }

    Set<Protection> protections() {
        Set<Protection> protections = Protection.all();
        if (this == CLOSED_DESCRIPTORS) {
            protections.remove(Protection.CLOSED_DESCRIPTORS);
        }
        if (this == MOUNT_OPTIONS) {
            protections.remove(Protection.CLOSED_NODES);
        }
        return protections;
    }

    NetworkNamespace network() {
        return this == OWN_NETWORK ? new NetworkNamespace.Host() : new NetworkNamespace.Fresh();
    }

    private static RuntimeSpec inheriting(RuntimeSpec oci) {
        Set<Capability> all = DefaultSpec.capabilities();
        return oci.withProcess(oci.process().withCapabilities(new Capabilities(all, all, all, all, all)));
    }

    private static RuntimeSpec unconfined(RuntimeSpec oci) {
        RuntimeSpec able = FILTER.from(FEW_CAPABILITIES.from(oci));
        return able.withLinux(
                able.linux().withResources(able.linux().resources().withDevices(List.of(DeviceRule.ALLOW_ALL))));
    }

    private static RuntimeSpec shared(RuntimeSpec oci, Namespace.Type type) {
        return oci.withLinux(oci.linux().withoutNamespace(type));
    }

    private static RuntimeSpec optionless(RuntimeSpec oci) {
        return oci.withMounts(oci.mounts().stream()
                .map(mount -> new Mount(mount.destination(), mount.type(), mount.source(), List.of()))
                .toList());
    }

    private static RuntimeSpec mountless(RuntimeSpec oci) {
        return oci.withMounts(oci.mounts().stream()
                .filter(mount -> mount.type().equals("proc"))
                .toList());
    }

    private static RuntimeSpec limitless(RuntimeSpec oci) {
        return oci.withLinux(oci.linux().withResources(oci.linux().resources().withPids(Resources.Pids.NONE)));
    }

    /** Only its node: to be opened it would need a rule as well. */
    private static RuntimeSpec withDevice(RuntimeSpec oci) {
        Device kmsg =
                new Device("/dev/kmsg", "c", 1, 11, OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty());
        return oci.withLinux(oci.linux().withDevices(List.of(kmsg)));
    }

    @Override
    public String toString() {
        return words;
    }
}
