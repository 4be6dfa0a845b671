package io.jstack.runtime.container;

import static io.jstack.runtime.container.Check.Subject.ASKING;
import static io.jstack.runtime.container.Check.Subject.PLAIN;

import io.jstack.runtime.container.Check.Subject;
import io.jstack.runtime.oci.DefaultSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** All that is asked of a container, and must be answered alike under our launcher and under runc; docs/conformance.md is this table. */
final class Checks {
    /** Kind of file system, flags that Docker sets. */
    private static final Map<String, List<String>> MOUNTS = new TreeMap<>(Map.of(
            "/proc", List.of("proc", "nosuid", "nodev", "noexec"),
            "/dev", List.of("tmpfs", "nosuid"),
            "/dev/pts", List.of("devpts", "nosuid", "noexec"),
            "/dev/shm", List.of("tmpfs", "nosuid", "nodev", "noexec"),
            "/dev/mqueue", List.of("mqueue", "nosuid", "nodev", "noexec"),
            "/sys", List.of("sysfs", "ro", "nosuid", "nodev", "noexec"),
            "/sys/fs/cgroup", List.of("tmpfs|cgroup2", "nosuid", "nodev", "noexec")));

    /** Major and minor number of what every container has: the kernel's admin-guide/devices.txt. */
    private static final Map<String, String> NODES = new TreeMap<>(
            Map.of("full", "1:7", "null", "1:3", "random", "1:8", "tty", "5:0", "urandom", "1:9", "zero", "1:5"));

    private static final Map<String, String> LINKS = new TreeMap<>(Map.of(
            "fd", "/proc/self/fd",
            "ptmx", "pts/ptmx",
            "stderr", "/proc/self/fd/2",
            "stdin", "/proc/self/fd/0",
            "stdout", "/proc/self/fd/1"));

    /** In the order they are asked. */
    static final List<Check> ALL = new Checks().all();

    private final List<Check> checks = new ArrayList<>();

    private Checks() {}

    private List<Check> all() {
        namespaces();
        processes();
        rights();
        attempts();
        paths();
        mounts();
        devices();
        limits();
        whatIsAskedFor();
        return List.copyOf(checks);
    }

    private void namespaces() {
        plain("mount namespace", "own mnt", "own");
        plain("pid namespace", "own pid", "own", Without.OWN_PROCESSES);
        plain("network namespace", "own net", "own", Without.OWN_NETWORK);
        plain("ipc namespace", "own ipc", "own", Without.OWN_IPC);
        plain("uts namespace", "own uts", "own", Without.OWN_HOST_NAME);
        plain("cgroup namespace", "own cgroup", "own", Without.OWN_CGROUPS);
        plain("user namespace", "own user", "the host's");
        plain(
                "own cgroup is the root of every hierarchy",
                "cut -d: -f3 /proc/1/cgroup | sort -u",
                "/",
                Without.OWN_CGROUPS);
        plain("network interfaces", "ls /sys/class/net", "lo");
        plain("routes", "sed 1d /proc/net/route | wc -l", "0");
        plain("unix sockets of others", "sed 1d /proc/net/unix | wc -l", "0", Without.OWN_NETWORK);
    }

    private void processes() {
        plain("process 1", "tr '\\0' ' ' </proc/1/cmdline", "/bin/sh -c .*", Without.OWN_PROCESSES);
        plain("parent of process 1", "statistic 4", "0");
        // the host's may be the same: where it is systemd
        plain("process group of process 1", "statistic 5", "1");
        plain("session of process 1", "statistic 6", "1");
        plain("controlling terminal", "statistic 7", "0");
        plain("priority", "statistic 19", "0");
        plain("the engine's process", "try ls /proc/$engine", "refused", Without.OWN_PROCESSES);
        plain("a signal to the engine's process", "try kill -0 $engine", "refused", Without.OWN_PROCESSES);
        plain("descriptors of process 1", "ls /proc/1/fd", "0 1 2", Without.CLOSED_DESCRIPTORS);
        plain("execution domain", "cat /proc/1/personality", "00000000");
        plain("environment", "tr '\\0' ' ' </proc/1/environ", "PATH=\\S+ HOME=/root");
        plain("working directory", "readlink /proc/1/cwd", "/");
        plain("umask", "status Umask", "0022");
        plain("oom_score_adj", "cat /proc/1/oom_score_adj", "0");
    }

    private void rights() {
        plain("user", "status Uid", "0 0 0 0");
        plain("group", "status Gid", "0 0 0 0");
        plain("groups", "status Groups", "0?");
        plain("inheritable capabilities", "status CapInh", "0{16}", Without.EMPTY_SETS);
        plain("permitted capabilities", "status CapPrm", "00000000a80425fb", Without.FEW_CAPABILITIES);
        plain("effective capabilities", "status CapEff", "00000000a80425fb", Without.FEW_CAPABILITIES);
        plain("bounding set", "status CapBnd", "00000000a80425fb", Without.FEW_CAPABILITIES);
        plain("ambient capabilities", "status CapAmb", "0{16}", Without.EMPTY_SETS);
        plain("no_new_privs", "status NoNewPrivs", "0");
        plain("mode of seccomp", "status Seccomp", "2", Without.FILTER);
        plain("filters of seccomp", "status Seccomp_filters", "1", Without.FILTER);
    }

    /** What a container tries, and what it may do. */
    private void attempts() {
        plain("change of owner", "touch /tmp/f; try chown 33:33 /tmp/f", "done");
        plain("chroot", "try chroot / true", "done");
        plain(
                "node of the kernel's log",
                "mknod /tmp/kmsg c 1 11; try dd if=/tmp/kmsg bs=1 count=0",
                "refused",
                Without.CONFINEMENT);
        plain("user namespace made", "try unshare -U true", "refused", Without.FILTER);
        plain("mount namespace made", "try unshare -m true", "refused", Without.CONFINEMENT);
        plain("namespace joined", "try nsenter -t 1 -m true", "refused", Without.CONFINEMENT);
        plain("mount of a tmpfs", "mkdir /tmp/a; try mount -t tmpfs x /tmp/a", "refused", Without.CONFINEMENT);
        plain("mount of another proc", "mkdir /tmp/b; try mount -t proc x /tmp/b", "refused", Without.CONFINEMENT);
        plain("bind mount", "mkdir /tmp/c; try mount -o bind / /tmp/c", "refused", Without.CONFINEMENT);
        plain("sysfs remounted to write", "try mount -o remount,rw /sys", "refused", Without.CONFINEMENT);
        plain("mask taken off", "try umount /proc/keys", "refused", Without.CONFINEMENT);
        plain("host name changed", "try hostname other", "refused", Without.CONFINEMENT);
        plain("interface changed", "try ip link set lo mtu 1400", "refused", Without.CONFINEMENT);
        plain("kernel's log", "try dmesg", "refused", Without.CONFINEMENT);
        plain("real-time disk priority", "try ionice -c 1 true", "refused", Without.CONFINEMENT);
        plain(
                "kernel setting changed",
                "try sh -c 'echo 0 >/proc/sys/kernel/printk_delay'",
                "refused",
                Without.READ_ONLY_PATHS);
        plain("file in sysfs", "try touch /sys/x", "refused");
    }

    private void paths() {
        DefaultSpec.maskedPaths().stream()
                .filter(path -> !path.startsWith("/sys/devices/system/cpu")) // as many as the host has processors
                .forEach(path -> plain(path + " masked", "masked " + path, "masked", Without.MASKS));
        DefaultSpec.readonlyPaths()
                .forEach(path -> plain(path + " read-only", "read_only " + path, "ro", Without.READ_ONLY_PATHS));
    }

    private void mounts() {
        plain("root file system", "type_of /", "overlay");
        plain("mounts shared with the host", "grep -c 'shared:' /proc/1/mountinfo", "0");
        plain("mounts that follow the host's", "grep -c 'master:' /proc/1/mountinfo", "0");
        MOUNTS.forEach((place, said) -> {
            Optional<Without> without = place.equals("/proc") ? Optional.empty() : Optional.of(Without.MOUNTS);
            add(place + " kind", PLAIN, "type_of " + place, said.get(0), without);
            said.subList(1, said.size())
                    .forEach(flag ->
                            plain(place + " " + flag, "flag " + place + " " + flag, flag, Without.MOUNT_OPTIONS));
        });
        plain("writable control groups", "cgroups | grep -vc ' ro[, ]'", "0", Without.MOUNT_OPTIONS);
        plain("roots of control groups", "cgroups | cut -d' ' -f4 | sort -u", "/");
        plain("/dev mode", "stat -c %a /dev", "755", Without.MOUNT_OPTIONS);
        plain("/dev/pts/ptmx mode", "stat -c %a /dev/pts/ptmx", "666", Without.MOUNT_OPTIONS);
        plain("/dev/pts of others", "ls /dev/pts", "ptmx");
        plain("/dev/shm mode", "stat -c %a /dev/shm", "1777");
        plain("/dev/shm KiB", "df -k /dev/shm | awk 'END {print $2}'", "65536", Without.MOUNT_OPTIONS);
    }

    private void devices() {
        NODES.forEach((name, numbers) -> plain(
                "/dev/" + name,
                "stat -c '%t:%T %a %u:%g %F' /dev/" + name,
                numbers + " 666 0:[05] character special file"));
        LINKS.forEach((name, to) -> plain("/dev/" + name, "readlink /dev/" + name, to));
        plain(
                "other nodes in /dev",
                "find /dev -xdev -type b -o -xdev -type c | grep -vxE '/dev/(full|null|random|tty|urandom|zero)'",
                "",
                Without.NO_OTHER_DEVICES);
        plain("/dev/null written", "try sh -c 'echo x >/dev/null'", "done");
        plain("/dev/zero read", "head -c 3 /dev/zero | wc -c", "3");
        plain("/dev/urandom read", "head -c 3 /dev/urandom | wc -c", "3");
        plain("/dev/full written", "try sh -c 'echo x >/dev/full'", "refused");
    }

    private void limits() {
        plain("tasks", "limit pids pids.max pids.max", "4096", Without.TASK_LIMIT);
        plain("first port without a right", "cat /proc/sys/net/ipv4/ip_unprivileged_port_start", "0", Without.SYSCTLS);
        plain("groups that may ping", "cat /proc/sys/net/ipv4/ping_group_range", "0 2147483647", Without.SYSCTLS);
    }

    private void whatIsAskedFor() {
        asked("user: www-data:adm", "status Uid", "33 33 33 33");
        asked("its group", "status Gid", "4 4 4 4");
        asked("group_add: 50", "status Groups", "50");
        asked("capabilities of a user", "status CapEff", "0{16}");
        asked("cap_drop: ALL", "status CapBnd", "0{16}");
        asked("no-new-privileges", "status NoNewPrivs", "1");
        asked("umask", "status Umask", "0077");
        asked("working_dir", "readlink /proc/1/cwd", "/tmp");
        asked("environment", "tr '\\0' ' ' </proc/1/environ", "PATH=/bin HOME=/ ASKED=a b");
        asked("hostname", "hostname", "inside");
        asked("read_only", "flag / ro", "ro");
        asked("a file in a read-only root", "try touch /x", "refused");
        asked("tmpfs", "type_of /tmp", "tmpfs");
        asked("a bind mount, read-only", "flag /bound ro", "ro");
        asked("shm_size", "df -k /dev/shm | awk 'END {print $2}'", "128");
        asked("ulimits: nofile, soft", "ulimit -Sn", "200");
        asked("ulimits: nofile, hard", "ulimit -Hn", "300");
        asked("ulimits: core", "ulimit -Hc", "0");
        asked("oom_score_adj", "cat /proc/1/oom_score_adj", "500");
        asked("pids_limit", "limit pids pids.max pids.max", "50");
        asked("mem_limit", "limit memory memory.limit_in_bytes memory.max", "67108864");
        asked("cpus", "limit cpu cpu.cfs_quota_us cpu.max", "50000( 100000)?");
        asked("sysctls", "cat /proc/sys/net/ipv4/ip_default_ttl", "17");
    }

    private void plain(String name, String question, String expected) {
        add(name, PLAIN, question, expected, Optional.empty());
    }

    private void plain(String name, String question, String expected, Without without) {
        add(name, PLAIN, question, expected, Optional.of(without));
    }

    private void asked(String name, String question, String expected) {
        add(name, ASKING, question, expected, Optional.of(Without.REQUEST));
    }

    private void add(String name, Subject subject, String question, String expected, Optional<Without> without) {
        checks.add(new Check(name, subject, question, Pattern.compile(expected), without));
    }
}
