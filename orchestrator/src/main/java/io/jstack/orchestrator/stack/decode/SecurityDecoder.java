package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.model.Security;
import io.jstack.orchestrator.model.Security.Device;
import java.util.Set;
import java.util.regex.Pattern;

/** Rights of a service's containers. */
final class SecurityDecoder {
    private static final Pattern SECURITY_OPTION = Pattern.compile(
            "no-new-privileges([=:](true|false))?|seccomp[=:].+" + "|(label|apparmor)[=:](unconfined|disable)");

    private SecurityDecoder() {}

    static Security of(Fields service) {
        check(service);
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

    /** Values that would take a container out of its own namespaces, or into profiles that are not there. */
    private static void check(Fields service) {
        only(service, "pid", Set.of("private"), "leave it out: a container has its own processes");
        only(service, "ipc", Set.of("private", "shareable"), "leave it out: a container has its own IPC objects");
        only(service, "cgroup", Set.of("private"), "leave it out: a container has its own cgroup namespace");
        only(service, "userns_mode", Set.of("host"), "leave it out: there is no user namespace");
        service.texts("security_opt").stream()
                .filter(option -> !SECURITY_OPTION.matcher(option).matches())
                .forEach(option -> service.refuse(
                        "security_opt",
                        "no security option " + option,
                        "use no-new-privileges, seccomp=<file>, or seccomp, apparmor or label = unconfined"));
    }

    private static void only(Fields service, String key, Set<String> allowed, String remedy) {
        service.text(key)
                .filter(value -> !allowed.contains(value))
                .ifPresent(value -> service.refuse(key, value + " is not supported", remedy));
    }
}
