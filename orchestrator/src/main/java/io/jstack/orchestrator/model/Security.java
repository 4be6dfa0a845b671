package io.jstack.orchestrator.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rights of a container, and which namespaces it shares.
 *
 * @param capAdd names with or without {@code CAP_}, or {@code ALL}
 * @param pid empty: private; {@code host}, {@code service:x}, {@code container:x}
 * @param ipc empty: private; {@code host}, {@code shareable}, {@code service:x}, {@code container:x}
 * @param runtime empty: jstack's own launcher; else an OCI runtime
 */
public record Security(
        boolean privileged,
        List<String> capAdd,
        List<String> capDrop,
        List<String> securityOptions,
        List<Device> devices,
        List<String> deviceCgroupRules,
        Map<String, String> sysctls,
        Optional<String> pid,
        Optional<String> ipc,
        Optional<String> uts,
        Optional<String> cgroup,
        Optional<String> cgroupParent,
        Optional<String> userns,
        Optional<String> runtime) {
    public Security {
        capAdd = List.copyOf(capAdd);
        capDrop = List.copyOf(capDrop);
        securityOptions = List.copyOf(securityOptions);
        devices = List.copyOf(devices);
        deviceCgroupRules = List.copyOf(deviceCgroupRules);
        sysctls = Ordered.copy(sysctls);
    }

    /** A host device node; {@code permissions} of r, w, m. */
    public record Device(String source, String target, String permissions) {}
}
