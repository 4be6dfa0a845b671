package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.model.Security;
import io.jstack.orchestrator.model.Security.Device;

/** Rights of a service's containers. */
final class SecurityDecoder {
    private SecurityDecoder() {}

    static Security of(Fields service) {
        return new Security(
                service.flag("privileged"),
                service.texts("cap_add"),
                service.texts("cap_drop"),
                service.texts("security_opt"),
                service.items("devices").stream()
                        .map(device -> new Device(
                                device.text("source").orElse(""),
                                device.text("target")
                                        .or(() -> device.text("source"))
                                        .orElse(""),
                                device.text("permissions").orElse("rwm")))
                        .toList(),
                service.texts("device_cgroup_rules"),
                service.pairs("sysctls"),
                service.text("pid"),
                service.text("ipc"),
                service.text("uts"),
                service.text("cgroup"),
                service.text("cgroup_parent"),
                service.text("userns_mode"),
                service.text("runtime"));
    }
}
