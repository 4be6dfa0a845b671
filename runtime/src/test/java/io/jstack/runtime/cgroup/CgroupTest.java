package io.jstack.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jstack.runtime.Patience;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.DeviceRule;
import io.jstack.runtime.oci.Resources;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On this host's own hierarchies, below a parent of this test's own. */
@Tag("root")
class CgroupTest {
    private final String parent = "/jstack-test-" + ProcessHandle.current().pid();
    private final List<Process> started = new ArrayList<>();
    private Cgroups cgroups;
    private Cgroup group;

    @BeforeEach
    void make() {
        cgroups = Cgroups.detect(parent);
        group = cgroups.create(cgroups.path("one"));
    }

    @AfterEach
    void clean() {
        started.forEach(Process::destroyForcibly);
        group.kill();
        group.remove(Patience.longest());
        cgroups.removeParent();
        assertThat(cgroups.open(parent).exists()).isFalse();
    }

    private Pid start(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        started.add(process);
        return new Pid((int) process.pid());
    }

    private Pid startInside(String... command) throws IOException {
        Pid pid = start(command);
        group.enter(pid);
        return pid;
    }

    /** Shell words that wait until the shell is in the group: the unified hierarchy is entered last. */
    private String inside() {
        return "until grep -q '^0::%s$' /proc/self/cgroup; do :; done; ".formatted(group.path());
    }

    private int exit() {
        Process last = started.get(started.size() - 1);
        await().atMost(Patience.longest()).until(() -> !last.isAlive());
        return last.exitValue();
    }

    @Test
    void aProcessThatEntersIsInEveryHierarchy() throws IOException {
        Pid pid = startInside("sleep", "60");

        String mounted = Files.readString(Path.of("/proc/self/mountinfo"));
        assertThat(Files.readAllLines(Path.of("/proc/" + pid + "/cgroup")))
                // an engine's hierarchy for quick moves is mounted nowhere
                .filteredOn(line -> mounted.contains(line.split(":", 3)[1]))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).endsWith(":" + group.path()));
        assertThat(group.processes()).containsExactly(pid);
        assertThat(group.stats().pids()).isEqualTo(1);
    }

    @Test
    void limitsAreSetReadBackAndChangedLive() throws IOException {
        Resources limits = Resources.NONE
                .withMemory(Resources.Memory.NONE.withLimit(64 << 20).withReservation(10_000_001))
                .withCpu(Resources.Cpu.NONE.withProcessors(0.5).withShares(512).withCpus("0"))
                .withPids(Resources.Pids.of(DefaultSpec.PIDS))
                .withDevices(DefaultSpec.devices());
        startInside("sleep", "60");
        assertThat(group.differences(limits)).isNotEmpty();

        group.apply(limits);
        assertThat(group.differences(limits)).isEmpty();
        assertThat(group.stats().memoryLimit()).isEqualTo(64 << 20);
        assertThat(group.stats().pidsLimit()).isEqualTo(DefaultSpec.PIDS);

        Resources more =
                limits.withMemory(Resources.Memory.NONE.withLimit(128 << 20)).withPids(Resources.Pids.of(-1));
        assertThat(group.differences(more)).extracting(Difference::file).contains("pids.max");
        group.apply(more);
        assertThat(group.differences(more)).isEmpty();
        assertThat(group.stats().pidsLimit()).isEqualTo(-1);
    }

    @Test
    void memoryAndSwapPassEachOtherInBothDirections() {
        Resources.Memory none = Resources.Memory.NONE;
        for (long mebibytes : new long[] {64, 256, 32}) {
            Resources both =
                    Resources.NONE.withMemory(none.withLimit(mebibytes << 20).withSwap(mebibytes << 20));
            group.apply(cgroups.fit(both).supported());
            assertThat(group.differences(cgroups.fit(both).supported())).isEmpty();
        }
    }

    @Test
    void whatTheKernelLacksIsNamedAndRefused() {
        Resources unheard = new Resources(
                Resources.Memory.NONE.withLimit(1 << 26),
                Resources.Cpu.NONE,
                Resources.Pids.NONE,
                Resources.BlockIo.NONE,
                List.of(),
                Map.of("memory.unheard", "1"));

        assertThat(cgroups.fit(unheard).missing()).containsExactly("version 2 file: this kernel has no memory.unheard");
        assertThat(cgroups.fit(unheard).supported().unified()).isEmpty();
        assertThat(cgroups.fit(unheard).supported().memory().limit()).hasValue(1 << 26);
        assertThatThrownBy(() -> group.apply(unheard))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(CgroupError.LIMIT_UNSUPPORTED));
    }

    @Test
    void aValueTheKernelRefusesIsSaid() {
        assertThatThrownBy(() -> group.apply(Resources.NONE.withCpu(Resources.Cpu.NONE.withCpus("4000"))))
                .isInstanceOfSatisfying(JstackException.class, e -> {
                    assertThat(e.code()).isEqualTo(CgroupError.LIMIT_REFUSED);
                    assertThat(e).hasMessageContaining("cpuset.cpus to 4000");
                });
    }

    @Test
    void tooMuchMemoryIsKilledAndCounted() throws IOException {
        group.apply(Resources.NONE.withMemory(cgroups.fit(Resources.NONE.withMemory(
                        Resources.Memory.NONE.withLimit(16 << 20).withSwap(16 << 20)))
                .supported()
                .memory()));
        assertThat(group.oomKills()).isZero();

        // tail keeps all of an endless line in memory; the shell waits until it is inside
        startInside("sh", "-c", inside() + "exec tail /dev/zero");

        assertThat(exit()).isEqualTo(128 + 9);
        assertThat(group.oomKills()).isEqualTo(1);
    }

    @Test
    void aFrozenGroupStandsStillAndCanStillBeKilled() throws IOException {
        Pid pid = startInside("sh", "-c", "while :; do :; done");
        group.freeze();
        assertThat(group.isFrozen()).isTrue();
        Duration before = group.stats().cpu();
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        assertThat(group.stats().cpu().minus(before)).isLessThan(Duration.ofMillis(20));

        group.thaw();
        assertThat(group.isFrozen()).isFalse();
        await().until(() -> group.stats().cpu().minus(before).toMillis() > 30);

        group.freeze();
        group.kill();
        assertThat(exit()).isEqualTo(128 + 9);
        assertThat(group.processes()).doesNotContain(pid);
    }

    @Test
    void onlyListedDevicesOpen() throws IOException {
        group.apply(Resources.NONE.withDevices(DefaultSpec.devices()));
        startInside("sh", "-c", inside() + "(: </dev/zero) || exit 10; (: </dev/kmsg) && exit 11; exit 0");
        assertThat(exit()).isZero();

        group.apply(Resources.NONE.withDevices(List.of(DeviceRule.ALLOW_ALL)));
        assertThat(group.differences(Resources.NONE.withDevices(List.of(DeviceRule.ALLOW_ALL))))
                .isEmpty();
        startInside("sh", "-c", inside() + "exec 3</dev/kmsg");
        assertThat(exit()).isZero();
    }

    @Test
    void anEmptyLeftoverIsReplacedAndAnOccupiedOneIsNot() throws IOException {
        group.apply(Resources.NONE.withPids(Resources.Pids.of(7)));
        group = cgroups.create(group.path());
        assertThat(group.stats().pidsLimit()).isEqualTo(-1);

        startInside("sleep", "60");
        assertThatThrownBy(() -> cgroups.create(group.path()))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(CgroupError.CGROUP_BUSY));
        assertThat(cgroups.children()).isEqualTo(Set.of("one"));

        group = cgroups.replace(group.path());
        assertThat(exit()).isEqualTo(137);
        assertThat(group.processes()).isEmpty();
    }

    @Test
    void removalWaitsForProcessesThatAreEnding() throws IOException {
        startInside("sleep", "60");
        group.kill();
        group.remove(Patience.longest());

        assertThat(group.exists()).isFalse();
        assertThat(group.processes()).isEmpty();
        assertThat(group.oomKills()).isZero();
        group.remove(Duration.ZERO);
        group.kill();
    }

    /** Version 2 alone, as far as a hybrid host's unified hierarchy goes: it has no controllers, all else is real. */
    @Test
    void onVersionTwoANamespaceIsRootedInTheGroupAndDevicesAreGuardedByAProgram() throws IOException {
        CgroupMounts host = CgroupMounts.detect();
        org.junit.jupiter.api.Assumptions.assumeTrue(host.unified().isPresent());
        Cgroups second = Cgroups.at(new CgroupMounts(Map.of(), host.unified(), Set.of()), parent + "-two");
        Cgroup two = second.create(second.path("one"));
        try (Visitors visitors = new Visitors(second, VisitorsTest::reap);
                Fd namespace = visitors.namespaceOf(two)) {
            assertThat(two.processes()).isEmpty();
            Path ours = Path.of("/proc/self/ns/cgroup");
            assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + namespace.number())))
                    .asString()
                    .startsWith("cgroup:[")
                    .isNotEqualTo(Files.readSymbolicLink(ours).toString());
            Process inside = new ProcessBuilder(
                            "nsenter",
                            "--cgroup=/proc/" + ProcessHandle.current().pid() + "/fd/" + namespace.number(),
                            "sh",
                            "-c",
                            "read go; grep '^0::' /proc/self/cgroup; (: </dev/zero) && ! (: </dev/kmsg) 2>/dev/null && echo guarded")
                    .redirectErrorStream(true)
                    .start();
            started.add(inside);
            two.enter(new Pid((int) inside.pid()));
            two.apply(Resources.NONE.withDevices(List.of(DeviceRule.ALLOW_ALL)));
            two.apply(Resources.NONE.withDevices(DefaultSpec.devices()));
            assertThat(two.differences(Resources.NONE.withDevices(DefaultSpec.devices())))
                    .isEmpty();
            inside.getOutputStream().write('\n');
            inside.getOutputStream().close();
            assertThat(new String(inside.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .startsWith("0::/\n")
                    .endsWith("guarded\n");
        } finally {
            two.kill();
            two.remove(Patience.longest());
            second.removeParent();
        }
    }

    @Test
    void versionOneAloneFreezesAndKillsToo() throws IOException {
        CgroupMounts host = CgroupMounts.detect();
        org.junit.jupiter.api.Assumptions.assumeTrue(host.isV1("freezer"));
        Cgroup old = new Cgroup(new CgroupMounts(host.v1(), java.util.Optional.empty(), Set.of()), group.path());
        startInside("sh", "-c", inside() + "sleep 60 & while :; do :; done");
        await().until(() -> old.processes().size() == 2);

        old.freeze();
        assertThat(old.isFrozen()).isTrue();
        old.kill();

        assertThat(exit()).isEqualTo(128 + 9);
        await().until(() -> old.processes().isEmpty());
    }
}
