package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.model.Security;
import io.jstack.orchestrator.model.Security.Device;
import java.util.regex.Pattern;

/** Rights of a service's containers. */
final class SecurityDecoder {
    private static final Pattern SECURITY_OPTION = Pattern.compile(
            "no-new-privileges([=:](true|false))?|seccomp[=:].+" + "|(label|apparmor)[=:](unconfined|disable)");

    /** docker run --device-cgroup-rule. */
    private static final Pattern DEVICE_RULE = Pattern.compile("[acb] ([0-9]+|\\*):([0-9]+|\\*) [rwm]{1,3}");

    private static final Pattern PERMISSIONS = Pattern.compile("[rwm]{1,3}");
    private static final String OF_ANOTHER = "(service|container):.+";

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

    /** Values that would lead into namespaces, devices or profiles that are not there. */
    private static void check(Fields service) {
        only(service, "pid", "|private|host|" + OF_ANOTHER, "one of private, host, service:<name>, container:<name>");
        only(
                service,
                "ipc",
                "|private|shareable|none|host|" + OF_ANOTHER,
                "one of private, shareable, none, host, service:<name>, container:<name>");
        only(service, "uts", "|host", "host, or leave it out: a container has a host name of its own");
        only(service, "cgroup", "private|host", "one of private, host");
        only(
                service,
                "runtime",
                "runc|crun|io\\.containerd\\.runc\\.v2|/.+",
                "runc, crun, the path of an OCI runtime, or leave it out");
        only(service, "userns_mode", "host", "leave it out: there is no user namespace");
        service.items("devices").forEach(SecurityDecoder::checkDevice);
        service.texts("device_cgroup_rules").stream()
                .filter(rule -> !DEVICE_RULE.matcher(rule).matches())
                .forEach(rule -> service.refuse(
                        "device_cgroup_rules", "\"" + rule + "\" is no rule", "as in \"c 1:3 rwm\" or \"b 8:* r\""));
        service.texts("security_opt").stream()
                .filter(option -> !SECURITY_OPTION.matcher(option).matches())
                .forEach(option -> service.refuse(
                        "security_opt",
                        "no security option " + option,
                        "use no-new-privileges, seccomp=<file>, or seccomp, apparmor or label = unconfined"));
    }

    private static void checkDevice(Fields device) {
        if (device.text("source").filter(source -> source.startsWith("/")).isEmpty()) {
            device.refuse(
                    "source",
                    "devices of the Container Device Interface are not offered",
                    "name nodes of the host, as /dev/fuse");
        }
        if (device.text("permissions")
                .filter(permissions -> !PERMISSIONS.matcher(permissions).matches())
                .isPresent()) {
            device.refuse("permissions", "expected some of r, w and m", "rwm, or leave it out");
        }
    }

    private static void only(Fields service, String key, String allowed, String remedy) {
        service.text(key)
                .filter(value -> !value.matches(allowed))
                .ifPresent(value -> service.refuse(key, value + " is not supported", remedy));
    }
}
