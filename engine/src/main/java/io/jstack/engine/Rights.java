package io.jstack.engine;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.jstack.orchestrator.model.Security;
import io.jstack.runtime.oci.Capabilities;
import io.jstack.runtime.oci.Capability;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.Device;
import io.jstack.runtime.oci.DeviceRule;
import io.jstack.runtime.oci.Linux;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.Seccomp;
import io.jstack.runtime.security.CapabilityRules;
import io.jstack.runtime.security.SeccompProfile;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a container may do, from the security keys of its service.
 *
 * @param seccomp empty: no filter
 * @param devices the device list of its group
 * @param nodes of {@code /dev}, beside the usual ones
 * @param hidden whether paths are masked and read-only
 */
record Rights(
        Capabilities capabilities,
        boolean noNewPrivileges,
        Optional<Seccomp> seccomp,
        List<DeviceRule> devices,
        List<Device> nodes,
        Paths hidden,
        Map<String, String> sysctls) {
    private static final Set<String> KERNELS = Set.of("sysfs", "cgroup");

    /** By the bounding set: most containers have the same. */
    private static final LoadingCache<Set<Capability>, Seccomp> DEFAULT_SECCOMP = Caffeine.newBuilder()
            .maximumSize(64)
            .executor(Runnable::run)
            .build(set -> SeccompProfile.defaults().resolve(set));

    /** Which paths of /proc and /sys a container is kept from. */
    enum Paths {
        PROTECTED,
        OPEN
    }

    static Rights of(Security security, Path directory) {
        refuseUnsupported(security);
        Set<Capability> set = security.privileged()
                ? CapabilityRules.known()
                : CapabilityRules.apply(DefaultSpec.capabilities(), security.capAdd(), security.capDrop());
        boolean noNewPrivileges = false;
        Optional<Seccomp> seccomp = security.privileged() ? Optional.empty() : Optional.of(DEFAULT_SECCOMP.get(set));
        for (String option : security.securityOptions()) {
            String[] parts = option.split("[=:]", 2);
            String value = parts.length > 1 ? parts[1] : "";
            switch (parts[0]) {
                case "no-new-privileges" -> noNewPrivileges = value.isEmpty() || value.equals("true");
                case "seccomp" ->
                    seccomp = value.equals("unconfined")
                            ? Optional.empty()
                            : Optional.of(SeccompProfile.read(directory.resolve(value))
                                    .resolve(set));
                case "label", "apparmor" -> requireUnconfined(option, value);
                default -> throw unsupported("security_opt " + option);
            }
        }
        return new Rights(
                Capabilities.of(set),
                noNewPrivileges,
                seccomp,
                DevicesFor.rules(security),
                DevicesFor.nodes(security),
                security.privileged() ? Paths.OPEN : Paths.PROTECTED,
                security.sysctls());
    }

    Linux applyTo(Linux linux) {
        Map<String, String> all = new TreeMap<>(linux.sysctl());
        all.putAll(sysctls);
        Linux result = linux.withSysctl(all).withSeccomp(seccomp).withDevices(nodes);
        return hidden == Paths.OPEN ? result.withMaskedPaths(List.of()).withReadonlyPaths(List.of()) : result;
    }

    /** What a privileged container may also write to: the mounts of the kernel's own file systems. */
    List<Mount> applyTo(List<Mount> mounts) {
        if (hidden == Paths.PROTECTED) {
            return mounts;
        }
        return mounts.stream()
                .map(mount -> KERNELS.contains(mount.type()) ? writable(mount) : mount)
                .toList();
    }

    private static Mount writable(Mount mount) {
        List<String> options =
                mount.options().stream().filter(option -> !option.equals("ro")).toList();
        return new Mount(mount.destination(), mount.type(), mount.source(), options);
    }

    /** This host's engine sets no label of its own, so only the words that ask for none can be honoured. */
    private static void requireUnconfined(String option, String value) {
        if (!value.equals("unconfined") && !value.equals("disable")) {
            throw unsupported("security_opt " + option);
        }
    }

    private static void refuseUnsupported(Security security) {
        if (security.userns().filter(mode -> !mode.equals("host")).isPresent()) {
            throw new JstackException(
                    EngineError.UNSUPPORTED,
                    "userns_mode: %s is not offered: all containers are in the engine's user namespace"
                            .formatted(security.userns().get()),
                    "userns_mode: host, or leave it out");
        }
        SharedNamespaces.refuseUnknown(security);
    }

    private static JstackException unsupported(String what) {
        return new JstackException(
                EngineError.UNSUPPORTED, what + " is not supported yet", "remove it from the service");
    }
}
