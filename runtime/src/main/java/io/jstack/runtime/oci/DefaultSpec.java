package io.jstack.runtime.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What Docker gives a container that asks for nothing: mounts, hidden paths, capabilities, devices and sysctls (moby, daemon/pkg/oci
 * and daemon/oci_linux.go). Two things differ on purpose: the cgroup namespace is private on every host, and tasks are limited to
 * {@value #PIDS}. The system call filter is added by the {@code security} room.
 */
public final class DefaultSpec {
    /** Tasks a container may have at one time unless it says otherwise. */
    public static final long PIDS = 4096;

    /** Bytes of {@code /dev/shm}. */
    public static final long SHM = 64L << 20;

    /** The {@code PATH} of a process whose image sets none. */
    public static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final Set<Capability> CAPABILITIES = Capability.setOf(EnumSet.of(
            Capability.CHOWN,
            Capability.DAC_OVERRIDE,
            Capability.FSETID,
            Capability.FOWNER,
            Capability.MKNOD,
            Capability.NET_RAW,
            Capability.SETGID,
            Capability.SETUID,
            Capability.SETFCAP,
            Capability.SETPCAP,
            Capability.NET_BIND_SERVICE,
            Capability.SYS_CHROOT,
            Capability.KILL,
            Capability.AUDIT_WRITE));

    private static final List<String> HIDDEN = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/interrupts", // GHSA-6fw5-f8r9-fgfm: keystroke timing
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/sys/devices/virtual/powercap", // GHSA-jq35-85cj-fj4p: power readings leak keys (PLATYPUS)
            "/sys/firmware");

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private static final List<Namespace.Type> NAMESPACES = List.of(
            Namespace.Type.MOUNT,
            Namespace.Type.NETWORK,
            Namespace.Type.UTS,
            Namespace.Type.PID,
            Namespace.Type.IPC,
            Namespace.Type.CGROUP);

    private static final List<DeviceRule> DEVICES = List.of(
            DeviceRule.DENY_ALL,
            new DeviceRule(true, "c", OptionalLong.empty(), OptionalLong.empty(), "m"),
            new DeviceRule(true, "b", OptionalLong.empty(), OptionalLong.empty(), "m"),
            DeviceRule.allow("c", 1, 3, "rwm"),
            DeviceRule.allow("c", 1, 5, "rwm"),
            DeviceRule.allow("c", 1, 7, "rwm"),
            DeviceRule.allow("c", 1, 8, "rwm"),
            DeviceRule.allow("c", 1, 9, "rwm"),
            DeviceRule.allow("c", 5, 0, "rwm"),
            DeviceRule.allow("c", 5, 1, "rwm"),
            DeviceRule.allow("c", 5, 2, "rwm"),
            new DeviceRule(true, "c", OptionalLong.of(136), OptionalLong.empty(), "rwm"));

    private DefaultSpec() {}

    /** A spec with every default; what it runs, its root and its cgroup are the caller's. */
    public static RuntimeSpec of(List<String> args, String rootfs, String cgroupsPath) {
        return new RuntimeSpec(
                RuntimeSpec.VERSION,
                process(args),
                new Root(rootfs, false),
                "",
                "",
                mounts(),
                linux(cgroupsPath),
                Map.of());
    }

    /** A process of uid 0 in {@code /} with Docker's capabilities and only a {@code PATH}. */
    public static ProcessSpec process(List<String> args) {
        return new ProcessSpec(
                false,
                Optional.empty(),
                User.ROOT,
                args,
                List.of(PATH),
                "/",
                Capabilities.of(CAPABILITIES),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty());
    }

    /** The fourteen of Docker. */
    public static Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    public static List<Mount> mounts() {
        return List.of(
                new Mount("/proc", "proc", "proc", List.of("nosuid", "noexec", "nodev")),
                Mount.tmpfs("/dev", "nosuid", "strictatime", "mode=755", "size=65536k"),
                new Mount(
                        "/dev/pts",
                        "devpts",
                        "devpts",
                        List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5")),
                new Mount("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", "ro")),
                new Mount("/sys/fs/cgroup", "cgroup", "cgroup", List.of("ro", "nosuid", "noexec", "nodev")),
                new Mount("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")),
                shm(SHM));
    }

    /** {@code /dev/shm} of so many bytes: Compose's {@code shm_size}. */
    public static Mount shm(long bytes) {
        return new Mount(
                "/dev/shm", "tmpfs", "shm", List.of("nosuid", "noexec", "nodev", "mode=1777", "size=" + bytes));
    }

    public static List<String> maskedPaths() {
        return Masked.PATHS;
    }

    public static List<String> readonlyPaths() {
        return READ_ONLY;
    }

    /**
     * Any node may be made, only these opened: null, zero, full, random, urandom, tty, console, ptmx and the terminals of devpts. The
     * numbers are those of the kernel's Documentation/admin-guide/devices.txt.
     */
    public static List<DeviceRule> devices() {
        return DEVICES;
    }

    /** Low ports and ping without capabilities, for a container with a network namespace of its own. */
    public static Map<String, String> sysctl() {
        return Map.of("net.ipv4.ip_unprivileged_port_start", "0", "net.ipv4.ping_group_range", "0 2147483647");
    }

    private static Linux linux(String cgroupsPath) {
        return new Linux(
                NAMESPACES.stream().map(Namespace::fresh).toList(),
                cgroupsPath,
                Resources.NONE.withPids(Resources.Pids.of(PIDS)).withDevices(devices()),
                List.of(),
                sysctl(),
                Optional.empty(),
                maskedPaths(),
                READ_ONLY,
                Optional.empty());
    }

    /** Looked up once: processors come and go on no host that has these files. */
    private static final class Masked {
        private static final List<String> PATHS =
                Stream.concat(HIDDEN.stream(), thermalThrottles().stream()).toList();
    }

    /** One for each processor of the hosts that have them. */
    private static List<String> thermalThrottles() {
        Path cpus = Path.of("/sys/devices/system/cpu");
        try (Stream<Path> entries = Files.list(cpus)) {
            return entries.map(cpu -> cpu.resolve("thermal_throttle"))
                    .filter(Files::exists)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of(); // no sysfs here, so nothing of it to hide
        }
    }
}
