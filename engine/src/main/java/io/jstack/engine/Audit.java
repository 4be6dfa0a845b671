package io.jstack.engine;

import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.model.Lifecycle;
import io.jstack.orchestrator.model.NetworkMode;
import io.jstack.orchestrator.model.Resources;
import io.jstack.orchestrator.model.Security;
import io.jstack.orchestrator.model.Service;
import io.jstack.volumes.Access;
import io.jstack.volumes.MountRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The container items of the CIS Docker Benchmark (1.6, section 5; the ids are docker-bench-security's) that say something here, asked of
 * one container. What jstack settles for everybody passes by itself; the rest is the file's to decide.
 */
final class Audit {
    private static final int PRIVILEGED_PORTS = 1024;
    private static final int FEW_RETRIES = 5;
    private static final Set<String> SENSITIVE =
            Set.of("/", "/boot", "/dev", "/etc", "/lib", "/proc", "/sys", "/usr", "/var/lib");

    private final ContainerRecord record;
    private final Service service;
    private final Security security;
    private final List<Finding> findings = new ArrayList<>();

    private Audit(ContainerRecord record) {
        this.record = record;
        this.service = record.service();
        this.security = service.security();
    }

    /** Whether an item holds. */
    enum Result {
        PASS,
        WARN
    }

    /**
     * One item.
     *
     * @param found what was seen; empty where the item holds by itself
     */
    record Finding(String id, Result result, String title, String found) {}

    /** @param isProbed whether the service or its image has a health check */
    static List<Finding> of(ContainerRecord record, boolean isProbed) {
        Audit audit = new Audit(record);
        audit.rights();
        audit.files();
        audit.network();
        audit.namespaces();
        audit.resources();
        audit.item("5.27", "a health check", !isProbed, "none: jstack cannot tell that it works");
        return audit.findings.stream()
                .sorted(java.util.Comparator.comparingInt(
                        finding -> Integer.parseInt(finding.id().substring(2))))
                .toList();
    }

    private void item(String id, String title, boolean fails, String found) {
        findings.add(new Finding(id, fails ? Result.WARN : Result.PASS, title, fails ? found : ""));
    }

    private void rights() {
        boolean hasModule = hasModule("apparmor") || hasModule("selinux");
        item(
                "5.2",
                "an AppArmor or SELinux profile",
                true,
                hasModule ? "jstack sets none" : "this host's kernel has neither active");
        item(
                "5.4",
                "no capabilities beyond the default",
                !security.capAdd().isEmpty(),
                "cap_add: " + String.join(", ", security.capAdd()));
        item("5.5", "not privileged", security.privileged(), "privileged: true");
        boolean unfiltered = security.privileged()
                || security.securityOptions().stream().anyMatch(option -> option.matches("seccomp[=:]unconfined"));
        item("5.22", "system calls are filtered", unfiltered, "no seccomp filter");
        boolean gains =
                security.securityOptions().stream().noneMatch(option -> option.matches("no-new-privileges([=:]true)?"));
        item("5.26", "no new privileges", gains, "security_opt lacks no-new-privileges:true");
        item(
                "5.18",
                "no devices of the host",
                !security.devices().isEmpty() || !security.deviceCgroupRules().isEmpty(),
                "devices: "
                        + security.devices().stream()
                                .map(Security.Device::source)
                                .collect(Collectors.joining(", ")));
    }

    private static boolean hasModule(String name) {
        return switch (name) {
            case "apparmor" -> Files.exists(Path.of("/sys/kernel/security/apparmor/profiles"));
            default -> Files.exists(Path.of("/sys/fs/selinux/enforce"));
        };
    }

    private void files() {
        List<MountRequest> binds = record.mounts().stream()
                .filter(mount -> mount.kind() == MountRequest.Kind.BIND)
                .toList();
        String sensitive = binds.stream()
                .filter(mount -> mount.access() == Access.READ_WRITE)
                .map(MountRequest::source)
                .filter(SENSITIVE::contains)
                .collect(Collectors.joining(", "));
        item("5.6", "no system directory of the host, writable", !sensitive.isEmpty(), sensitive);
        item("5.13", "a read-only root", !service.storage().readOnlyRoot(), "read_only: true is not set");
        item("5.20", "no mount is propagated to the host", false, "");
        String sockets = binds.stream()
                .map(MountRequest::source)
                .filter(source -> source.matches(".*/(docker|docker-ro|engine)[.]sock"))
                .collect(Collectors.joining(", "));
        item("5.32", "no engine's socket inside", !sockets.isEmpty(), sockets);
    }

    private void network() {
        List<Observed.Publish> ports = record.ports();
        String low = ports.stream()
                .filter(port -> port.hostPort() < PRIVILEGED_PORTS)
                .map(Observed.Publish::toString)
                .collect(Collectors.joining(", "));
        item("5.8", "no privileged port of the host", !low.isEmpty(), low);
        String everywhere = ports.stream()
                .filter(port -> port.hostIp().isEmpty()
                        || port.hostIp().equals("0.0.0.0")
                        || port.hostIp().equals("::"))
                .map(Observed.Publish::toString)
                .collect(Collectors.joining(", "));
        item("5.14", "published on an address of its own", !everywhere.isEmpty(), everywhere);
        item(
                "5.10",
                "not on the host's network",
                service.connectivity().mode() instanceof NetworkMode.Host,
                "network_mode: host");
        item("5.30", "not on a bridge shared by all", false, "");
    }

    private void namespaces() {
        host("5.16", "pid", security.pid().orElse(""));
        host("5.17", "ipc", security.ipc().orElse(""));
        host("5.21", "uts", security.uts().orElse(""));
        item("5.25", "its control group is jstack's", security.cgroupParent().isPresent(), "cgroup_parent");
        item("5.31", "a user namespace of its own", true, "all containers are in the engine's");
    }

    private void host(String id, String key, String mode) {
        item(id, "not the host's %s namespace".formatted(key), mode.equals("host"), key + ": host");
    }

    private void resources() {
        Resources resources = service.resources();
        item("5.11", "a memory limit", resources.memory().isEmpty(), "mem_limit is not set");
        boolean isBounded = resources.cpus().isPresent()
                || resources.cpuQuota().isPresent()
                || resources.cpuShares().isPresent();
        item("5.12", "a share of the processors", !isBounded, "neither cpus nor cpu_shares is set");
        boolean retriesForEver = service.lifecycle()
                .restart()
                .filter(restart -> restart.policy() == Lifecycle.Restart.Policy.NO
                        || restart.maximumRetries()
                                .filter(n -> n <= FEW_RETRIES)
                                .isPresent())
                .isEmpty();
        item("5.15", "few restarts", retriesForEver, "it is restarted until it stays up, slower each time");
        item("5.19", "ulimits of its own where the default is not enough", false, "");
        item(
                "5.29",
                "a limit on tasks",
                resources.pids().filter(pids -> pids < 0).isPresent(),
                "pids_limit: -1");
    }
}
