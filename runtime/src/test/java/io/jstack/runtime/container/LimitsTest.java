package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.Patience;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.cgroup.Cgroup;
import io.jstack.runtime.oci.Resources;
import io.jstack.runtime.oci.Rlimit;
import io.jstack.runtime.oci.RuntimeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits by what they do: a container that wants everything beside one that wants little. */
@Tag("root")
class LimitsTest {
    @TempDir
    Path dir;

    private KernelRuntime runtime;
    private final List<BusyboxRoot> roots = new ArrayList<>();
    private final List<RunningContainer> started = new ArrayList<>();

    @BeforeEach
    void boot() {
        runtime = KernelRuntime.boot(new RuntimeSettings("limits-test", dir.resolve("run")));
    }

    @AfterEach
    void close() throws Exception {
        for (RunningContainer container : started) {
            container.killAll();
            container.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
            container.discard();
        }
        roots.forEach(BusyboxRoot::close);
        runtime.close();
        runtime.cgroups().removeParent();
    }

    private BusyboxRoot root() throws Exception {
        BusyboxRoot root = new BusyboxRoot(dir.resolve("c" + roots.size()), runtime);
        roots.add(root);
        return root;
    }

    private RunningContainer start(BusyboxRoot root, String script, Resources resources) {
        RuntimeSpec oci = root.shell(script);
        RunningContainer container = runtime.prepare(
                        root.launch(oci.withLinux(oci.linux().withResources(resources))))
                .release(List.of());
        started.add(container);
        return container;
    }

    private Cgroup group(RunningContainer container) {
        return runtime.cgroups().open(container.handle().cgroupsPath());
    }

    private Resources usual(BusyboxRoot root) {
        return root.shell("").linux().resources();
    }

    @Test
    void aForkBombStopsAtItsLimit() throws Exception {
        BusyboxRoot bomb = root();
        RunningContainer container = start(
                bomb,
                "(while :; do sleep 1000 & done) 2>/dev/null & exec sleep 1000",
                usual(bomb).withPids(Resources.Pids.of(40)));
        await().atMost(Patience.longest())
                .untilAsserted(() -> assertThat(group(container).processes()).hasSizeGreaterThan(30));
        for (int look = 0; look < 50; look++) {
            assertThat(group(container).processes()).hasSizeLessThanOrEqualTo(40);
        }
        BusyboxRoot neighbour = root();
        assertThat(start(neighbour, "true", usual(neighbour))
                        .exited()
                        .get(Patience.SECONDS, TimeUnit.SECONDS)
                        .number())
                .as("another still starts")
                .hasValue(0);
    }

    @Test
    void aMemoryHogDiesAndNothingElseDoes() throws Exception {
        BusyboxRoot neighbour = root();
        RunningContainer quiet =
                start(neighbour, "sleep 1000", usual(neighbour).withMemory(Resources.Memory.NONE.withLimit(16 << 20)));
        BusyboxRoot hog = root();
        ExitStatus end = start(
                        hog,
                        "exec tail /dev/zero",
                        usual(hog)
                                .withMemory(Resources.Memory.NONE
                                        .withLimit(16 << 20)
                                        .withSwap(16 << 20)))
                .exited()
                .get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(end.number()).hasValue(137);
        assertThat(end.oomKilled()).isTrue();
        assertThat(quiet.exited()).isNotDone();
        assertThat(group(quiet).oomKills()).isZero();
    }

    @Test
    void aLimitAboveTheEnginesOwnIsRefusedByName() throws Exception {
        assumeThat(mayRaiseLimits()).isFalse();
        BusyboxRoot root = root();
        RuntimeSpec oci = root.shell("true");
        RuntimeSpec greedy =
                oci.withProcess(oci.process().withRlimits(List.of(new Rlimit("RLIMIT_NOFILE", 1_000_000, 1_000_000))));
        assertThatThrownBy(() -> runtime.prepare(root.launch(greedy)).release(List.of()))
                .hasMessageContaining("limit-refused: ulimit nofile of 1000000 is above ");
    }

    /** Whether CAP_SYS_RESOURCE, bit 24, is among the rights of this process. */
    private static boolean mayRaiseLimits() throws IOException {
        String rights = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .findFirst()
                .orElseThrow();
        return (Long.parseUnsignedLong(rights.substring(7).strip(), 16) & 1L << 24) != 0;
    }

    @Test
    void twoHogsShareOneProcessorAsTheirSharesSay() throws Exception {
        BusyboxRoot small = root();
        BusyboxRoot large = root();
        Resources.Cpu one = Resources.Cpu.NONE.withCpus("0");
        RunningContainer few = start(small, "while :; do :; done", usual(small).withCpu(one.withShares(256)));
        RunningContainer many = start(large, "while :; do :; done", usual(large).withCpu(one.withShares(2048)));
        long[] before = {used(few), used(many)};
        // enough time of the processor for the scheduler to be fair, however much of it others take
        await().atMost(Patience.longest()).until(() -> used(many) - before[1] > 1_500_000_000L);
        double ratio = (double) (used(many) - before[1]) / Math.max(1, used(few) - before[0]);
        assertThat(ratio).as("2048 to 256").isBetween(4.0, 16.0);
    }

    private long used(RunningContainer container) {
        return group(container).stats().cpu().toNanos();
    }
}
