package io.jstack.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.runtime.oci.Resources;
import io.jstack.runtime.oci.Resources.BlockIo;
import io.jstack.runtime.oci.Resources.Cpu;
import io.jstack.runtime.oci.Resources.Memory;
import io.jstack.runtime.oci.Resources.Pids;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private final Resources resources = Resources.NONE
            .withMemory(
                    Memory.NONE.withLimit(64 << 20).withReservation(32 << 20).withSwap(128 << 20))
            .withCpu(Cpu.NONE.withProcessors(1.5).withShares(512).withCpus("0-1"))
            .withPids(Pids.of(100))
            .withBlockIo(new BlockIo(
                    java.util.OptionalInt.of(500),
                    List.of(),
                    List.of(new Resources.ThrottleDevice(8, 0, 1_000_000)),
                    List.of(),
                    List.of(),
                    List.of(new Resources.ThrottleDevice(8, 0, 50))));

    private static List<String> lines(List<Setting> settings) {
        return settings.stream().map(s -> s.file() + " = " + s.value()).toList();
    }

    @Test
    void versionOneCountsSwapTogetherWithMemory() {
        assertThat(lines(V1Settings.of(resources)))
                .containsExactly(
                        "memory.limit_in_bytes = 67108864",
                        "memory.memsw.limit_in_bytes = 134217728",
                        "memory.soft_limit_in_bytes = 33554432",
                        "cpu.shares = 512",
                        "cpu.cfs_period_us = 100000",
                        "cpu.cfs_quota_us = 150000",
                        "cpuset.cpus = 0-1",
                        "pids.max = 100",
                        "blkio.bfq.weight = 500",
                        "blkio.throttle.read_bps_device = 8:0 1000000",
                        "blkio.throttle.write_iops_device = 8:0 50");
    }

    @Test
    void versionTwoCountsSwapAloneAndWeighsOnItsOwnScale() {
        assertThat(lines(V2Settings.of(resources)))
                .containsExactly(
                        "memory.max = 67108864",
                        "memory.low = 33554432",
                        "memory.swap.max = 67108864",
                        "cpu.weight = 20",
                        "cpu.max = 150000 100000",
                        "cpuset.cpus = 0-1",
                        "pids.max = 100",
                        "io.weight = default 4950",
                        "io.max = 8:0 rbps=1000000",
                        "io.max = 8:0 wiops=50");
    }

    @Test
    void noLimitHasAWordInEachVersion() {
        Resources unlimited = Resources.NONE
                .withMemory(Memory.NONE.withLimit(-1).withSwap(-1))
                .withPids(Pids.of(-1))
                .withCpu(Cpu.NONE.withQuota(-1));

        assertThat(lines(V1Settings.of(unlimited)))
                .containsExactly(
                        "memory.limit_in_bytes = -1",
                        "memory.memsw.limit_in_bytes = -1",
                        "cpu.cfs_quota_us = -1",
                        "pids.max = max");
        assertThat(lines(V2Settings.of(unlimited)))
                .containsExactly("memory.max = max", "memory.swap.max = max", "cpu.max = max 100000", "pids.max = max");
    }

    @Test
    void whatTheKernelRoundsOrRewritesIsTheSameLimit() {
        assertThat(Setting.bytes("memory", "memory.max", "10000000").isMetBy("9998336"))
                .isTrue();
        assertThat(Setting.bytes("memory", "memory.limit_in_bytes", "-1").isMetBy("9223372036854771712"))
                .isTrue();
        assertThat(Setting.bytes("memory", "memory.max", "8192").isMetBy("max")).isFalse();
        assertThat(Setting.set("cpuset", "cpuset.cpus", "0,1,2,5").isMetBy("0-2,5"))
                .isTrue();
        assertThat(Setting.set("cpuset", "cpuset.cpus", "0").isMetBy("0-1")).isFalse();
        assertThat(Setting.line("io", "io.max", "8:0 rbps=10").isMetBy("8:16 rbps=10\n8:0 rbps=10 wbps=max"))
                .isTrue();
        assertThat(Setting.line("io", "io.max", "8:0 rbps=10").isMetBy("8:16 rbps=10\n8:0 rbps=11 wbps=max"))
                .isFalse();
    }

    @Test
    void aVersionTwoFileCannotLeadElsewhere() {
        Resources escaping =
                new Resources(Memory.NONE, Cpu.NONE, Pids.NONE, BlockIo.NONE, List.of(), Map.of("../memory.max", "1"));

        assertThatThrownBy(() -> V2Settings.unified(escaping)).hasMessageContaining("../memory.max");
    }

    @Test
    void mountsOfBothVersionsAreFound() {
        CgroupMounts hybrid = CgroupMounts.parse(List.of(
                        "33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct",
                        "40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd",
                        "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate",
                        "42 31 0:39 / /tmp rw - tmpfs cgroup rw"))
                .withControllers("cpu memory\n");

        assertThat(hybrid.point("cpuacct")).hasToString("Optional[/sys/fs/cgroup/cpu,cpuacct]");
        assertThat(hybrid.isV1("cpu")).isTrue();
        assertThat(hybrid.point("memory")).hasToString("Optional[/sys/fs/cgroup/unified]");
        assertThat(hybrid.point("pids")).isEmpty();
        assertThat(hybrid.points()).hasSize(3);
    }
}
