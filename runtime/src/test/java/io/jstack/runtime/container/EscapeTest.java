package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.oci.Capabilities;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.DeviceRule;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.security.CapabilityRules;
import io.jstack.runtime.security.SeccompProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What root in a default container tries against the host, and that the same attempts work where all protections are off. */
@Tag("root")
class EscapeTest {
    /** Each prints its name when it worked. None of them does harm where it works. */
    private static final List<String> ATTEMPTS = List.of(
            "mkdir -p /m; mount -t tmpfs x /m && echo mounted",
            "mkdir -p /m; mount -t proc x /m && echo proc-mounted",
            "mknod /disk b %s; head -c 1 /disk >/dev/null && echo disk-read",
            "mknod /dev/kmsg c 1 11; : </dev/kmsg && echo kernel-log",
            "unshare -m true && echo unshared",
            "unshare -U true && echo user-namespace",
            "echo 0 >/proc/sys/kernel/printk_delay && echo sysctl-written",
            "echo h >/proc/sysrq-trigger && echo sysrq",
            "echo x >/proc/sys/kernel/core_pattern.none; cat /proc/kcore | head -c 1 | wc -c | grep -q 1 && echo kernel-memory",
            "for f in /sys/fs/cgroup/*/cgroup.procs /sys/fs/cgroup/cgroup.procs; do echo $$ >$f && echo group-written; done",
            "for f in /sys/fs/cgroup/*/release_agent; do echo /x >$f && echo release-agent; done",
            "for f in /sys/fs/cgroup/*/notify_on_release; do echo 1 >$f && echo notify-on-release; done",
            "hostname other && echo renamed",
            "sethostname=x; mount -o remount,rw /sys && echo sys-writable",
            "chroot /proc/1/root true; nsenter -t 1 -m true && echo entered");

    @TempDir
    Path dir;

    private KernelRuntime runtime;
    private BusyboxRoot root;

    @BeforeEach
    void boot() throws Exception {
        runtime = KernelRuntime.boot(new RuntimeSettings("escape-test", dir.resolve("run")));
        root = new BusyboxRoot(dir, runtime);
    }

    @AfterEach
    void close() {
        root.close();
        runtime.close();
        runtime.cgroups().removeParent();
    }

    private RuntimeSpec attempts() throws IOException {
        Files.createSymbolicLink(root.layer.resolve("bin/unshare"), Path.of("busybox"));
        Files.createSymbolicLink(root.layer.resolve("bin/nsenter"), Path.of("busybox"));
        Files.createSymbolicLink(root.layer.resolve("bin/mkdir"), Path.of("busybox"));
        Files.createSymbolicLink(root.layer.resolve("bin/chroot"), Path.of("busybox"));
        return root.shell(String.join("\n", ATTEMPTS).formatted(firstDisk()));
    }

    /** Major and minor of the host's first disk: proc(5), partitions. */
    private static String firstDisk() throws IOException {
        String[] line =
                Files.readAllLines(Path.of("/proc/partitions")).get(2).strip().split("\\s+", 3);
        return line[0] + " " + line[1];
    }

    private List<String> worked() throws IOException {
        return root.output().lines().filter(line -> line.matches("[a-z-]+")).toList();
    }

    @Test
    void rootInADefaultContainerReachesNothingOfTheHost() throws Exception {
        RuntimeSpec oci = attempts();
        root.run(
                runtime,
                oci.withLinux(oci.linux()
                        .withSeccomp(Optional.of(SeccompProfile.defaults().resolve(DefaultSpec.capabilities())))));
        assertThat(worked()).isEmpty();
    }

    @Test
    void theSameAttemptsWorkInAPrivilegedContainer() throws Exception {
        RuntimeSpec oci = attempts();
        root.run(
                runtime,
                oci.withProcess(oci.process().withCapabilities(Capabilities.of(CapabilityRules.known())))
                        .withLinux(oci.linux()
                                .withMaskedPaths(List.of())
                                .withReadonlyPaths(List.of())
                                .withResources(oci.linux().resources().withDevices(List.of(DeviceRule.ALLOW_ALL)))));
        assertThat(worked()).contains("mounted", "unshared", "user-namespace", "sysctl-written", "renamed");
    }

    @Test
    void theHostsProcessesCannotBeSignalledOrSeen() throws Exception {
        long own = ProcessHandle.current().pid();
        root.run(
                runtime,
                root.shell("kill -0 %d && echo signalled; ls -d /proc/%d && echo seen; ls /proc | grep -c '^[0-9]'"
                        .formatted(own, own)));
        assertThat(root.output()).doesNotContain("signalled", "seen");
    }
}
