package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.container.Check.Subject;
import io.jstack.runtime.oci.Capabilities;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.Resources;
import io.jstack.runtime.oci.Rlimit;
import io.jstack.runtime.oci.Root;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.oci.User;
import io.jstack.runtime.security.SeccompProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a process inside a container sees of itself and of the kernel: Docker's and the OCI runtime specification's expectations. Each is
 * held against the reference too, so that no test asks of us what nobody else does.
 */
abstract class Conformance {
    @TempDir
    Path dir;

    /** Runs to the end; what it printed. */
    abstract String run(RuntimeSpec oci) throws Exception;

    abstract BusyboxRoot root();

    private static RuntimeSpec filtered(RuntimeSpec oci) {
        return oci.withLinux(
                oci.linux().withSeccomp(Optional.of(SeccompProfile.defaults().resolve(DefaultSpec.capabilities()))));
    }

    RuntimeSpec asking(Subject subject) throws IOException {
        RuntimeSpec plain = filtered(root().shell(Probe.command(subject)));
        if (subject == Subject.PLAIN) {
            // runc adds the home of the user where the environment has none
            return plain.withProcess(plain.process().withEnv(List.of(DefaultSpec.PATH, "HOME=/root")));
        }
        return protectedAsCanBe(plain);
    }

    private RuntimeSpec protectedAsCanBe(RuntimeSpec plain) throws IOException {
        ProcessSpec process = plain.process()
                .withUser(new User(33, 4, OptionalInt.of(077), List.of(50L)))
                .withCapabilities(Capabilities.NONE)
                .withNoNewPrivileges()
                .withCwd("/tmp")
                .withEnv(List.of("PATH=/bin", "HOME=/", "ASKED=a b"))
                .withRlimits(List.of(new Rlimit("RLIMIT_NOFILE", 300, 200), new Rlimit("RLIMIT_CORE", 0, 0)))
                .withOomScoreAdj(500);
        Map<String, String> sysctl = new TreeMap<>(plain.linux().sysctl());
        sysctl.put("net.ipv4.ip_default_ttl", "17");
        Resources resources = plain.linux()
                .resources()
                .withPids(Resources.Pids.of(50))
                .withMemory(Resources.Memory.NONE.withLimit(64 << 20))
                .withCpu(Resources.Cpu.NONE.withQuota(50_000).withPeriod(100_000));
        Path source = Files.createDirectories(dir.resolve("source"));
        return plain.withProcess(process)
                .withRoot(new Root("/", true))
                .withHostname("inside")
                .plusMounts(List.of(
                        DefaultSpec.shm(128 << 10),
                        Mount.tmpfs("/tmp", "mode=1777"),
                        Mount.bind(source.toString(), "/bound", "ro")))
                .withLinux(plain.linux().withSysctl(sysctl).withResources(resources));
    }

    /** docs/conformance.md. */
    @ParameterizedTest
    @EnumSource
    void everyQuestionIsAnsweredAsThePageSays(Subject subject) throws Exception {
        Probe.install(root().layer);
        Map<String, String> answers = Probe.answers(run(asking(subject)));
        List<Check> asked =
                Checks.ALL.stream().filter(check -> check.subject() == subject).toList();
        assertThat(answers).hasSameSizeAs(asked);
        asked.stream()
                .filter(check -> check.holds(answers.getOrDefault(check.name(), "")))
                .forEach(check -> answers.remove(check.name()));
        assertThat(answers).as("other answers").isEmpty();
    }

    @Test
    void aFilterHoldsForAProcessWithoutNewPrivilegesAndAnotherUser() throws Exception {
        RuntimeSpec oci = filtered(root().shell("cat /proc/self/status; mount -t tmpfs x /tmp"));
        assertThat(run(oci.withProcess(oci.process()
                        .withUser(ImageUsers.resolve("www-data:adm", root().overlay()))
                        .withNoNewPrivileges())))
                .contains("Uid:\t33\t33\t33\t33", "Gid:\t4\t4\t4\t4", "NoNewPrivs:\t1", "Seccomp:\t2")
                .contains("CapEff:\t0000000000000000")
                .contains("permission denied");
    }

    @Test
    void onlyItsOwnProcessesAndDescriptorsAreVisible() throws Exception {
        String seen = run(root().shell("ls /proc/self/fd; ps; echo pid $$; cat /proc/self/cgroup"));
        assertThat(seen).contains("pid 1\n").startsWith("0\n1\n2\n3\nPID").doesNotContain("java");
        assertThat(seen.lines().filter(line -> line.matches("\\d+:.*:.*")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).endsWith(":/"));
    }

    @Test
    void theMountTableIsTheContainersAlone() throws Exception {
        String mounts = run(root().shell("cat /proc/self/mountinfo"));
        assertThat(mounts.lines().map(line -> line.split(" ", -1)[4]))
                .contains(
                        "/",
                        "/proc",
                        "/dev",
                        "/dev/pts",
                        "/dev/shm",
                        "/dev/mqueue",
                        "/sys",
                        "/sys/fs/cgroup",
                        "/proc/sys")
                .doesNotContain(dir.toString())
                .allSatisfy(place -> assertThat(place).doesNotContain("junit"));
        assertThat(mounts.lines().filter(line -> line.contains(" - cgroup")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.split(" ", -1)[3]).isEqualTo("/"));
        assertThat(mounts.lines().filter(line -> line.contains(" / / ")))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).contains("overlay"));
    }

    @Test
    void whatIsMaskedCannotBeReadAndWhatIsReadOnlyNotWritten() throws Exception {
        assertThat(run(root().shell("exec 2>&1; cat /proc/keys /proc/timer_list | wc -c; ls /sys/firmware | wc -l;"
                        + " echo 1 > /proc/sys/kernel/printk; touch /sys/x")))
                .startsWith("0\n0\n")
                .contains("/proc/sys/kernel/printk: Read-only file system")
                .contains("/sys/x: Read-only file system");
    }

    @Test
    void aRootCanBeReadOnlyAndMissingMountPointsAreMade() throws Exception {
        Path source = Files.createDirectories(dir.resolve("source/below"));
        Files.writeString(source.resolve("file"), "bound\n");
        RuntimeSpec oci = root().shell(
                        "touch /no; cat /made/here/file; touch /made/here/no; touch /w/yes && echo yes; cat /etc/one");
        String seen = run(oci.withRoot(new Root("/", true))
                .withProcess(oci.process().withCwd("/not/there/yet"))
                .plusMounts(List.of(
                        Mount.bind(source.toString(), "/made/here", "ro"),
                        Mount.tmpfs("/w", "size=64k"),
                        Mount.bind(source.resolve("file").toString(), "/etc/one"))));
        assertThat(seen)
                .contains(
                        "/no: Read-only file system",
                        "/made/here/no: Read-only file system",
                        "bound\nbound\n".substring(6))
                .contains("yes\n");
    }
}
