package io.jstack.engine;

import io.jstack.orchestrator.model.Security;
import io.jstack.runtime.oci.Capabilities;
import io.jstack.runtime.oci.Capability;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.DeviceRule;
import io.jstack.runtime.oci.Linux;
import io.jstack.runtime.oci.Seccomp;
import io.jstack.runtime.security.CapabilityRules;
import io.jstack.runtime.security.SeccompProfile;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a container may do, from the security keys of its service.
 *
 * @param seccomp empty: no filter
 * @param hidden whether paths are masked and read-only
 */
record Rights(
        Capabilities capabilities,
        boolean noNewPrivileges,
        Optional<Seccomp> seccomp,
        List<DeviceRule> devices,
        Paths hidden,
        Map<String, String> sysctls) {
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
        Optional<SeccompProfile> profile =
                security.privileged() ? Optional.empty() : Optional.of(SeccompProfile.defaults());
        for (String option : security.securityOptions()) {
            String[] parts = option.split("[=:]", 2);
            String value = parts.length > 1 ? parts[1] : "";
            switch (parts[0]) {
                case "no-new-privileges" -> noNewPrivileges = value.isEmpty() || value.equals("true");
                case "seccomp" ->
                    profile = value.equals("unconfined")
                            ? Optional.empty()
                            : Optional.of(SeccompProfile.read(directory.resolve(value)));
                case "label", "apparmor" -> requireUnconfined(option, value);
                default -> throw unsupported("security_opt " + option);
            }
        }
        return new Rights(
                Capabilities.of(set),
                noNewPrivileges,
                profile.map(found -> found.resolve(set)),
                devices(security),
                security.privileged() ? Paths.OPEN : Paths.PROTECTED,
                security.sysctls());
    }

    Linux applyTo(Linux linux) {
        Map<String, String> all = new TreeMap<>(linux.sysctl());
        all.putAll(sysctls);
        Linux result = linux.withSysctl(all).withSeccomp(seccomp);
        return hidden == Paths.OPEN ? result.withMaskedPaths(List.of()).withReadonlyPaths(List.of()) : result;
    }

    private static List<DeviceRule> devices(Security security) {
        if (security.privileged()) {
            return List.of(DeviceRule.ALLOW_ALL);
        }
        List<DeviceRule> rules = new ArrayList<>(DefaultSpec.devices());
        for (Security.Device device : security.devices()) {
            long[] numbers = ResourcesFor.numbers(device.source());
            rules.add(DeviceRule.allow("c", numbers[0], numbers[1], device.permissions()));
        }
        return rules;
    }

    /** This host's engine sets no label of its own, so only the words that ask for none can be honoured. */
    private static void requireUnconfined(String option, String value) {
        if (!value.equals("unconfined") && !value.equals("disable")) {
            throw unsupported("security_opt " + option);
        }
    }

    private static void refuseUnsupported(Security security) {
        refuse("pid", security.pid().filter(mode -> !mode.equals("private")));
        refuse("ipc", security.ipc().filter(mode -> !mode.equals("private") && !mode.equals("shareable")));
        refuse("uts", security.uts());
        refuse("cgroup", security.cgroup().filter(mode -> !mode.equals("private")));
        refuse("cgroup_parent", security.cgroupParent());
        refuse("userns_mode", security.userns().filter(mode -> !mode.equals("host")));
        refuse("runtime", security.runtime());
        if (!security.deviceCgroupRules().isEmpty()) {
            throw unsupported("device_cgroup_rules");
        }
        if (!security.devices().isEmpty()) {
            throw unsupported("devices");
        }
    }

    private static void refuse(String key, Optional<String> value) {
        if (value.isPresent()) {
            throw unsupported(key + ": " + value.get());
        }
    }

    private static JstackException unsupported(String what) {
        return new JstackException(
                EngineError.UNSUPPORTED, what + " is not supported yet", "remove it from the service");
    }
}
