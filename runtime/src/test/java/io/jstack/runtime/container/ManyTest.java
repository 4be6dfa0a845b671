package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jstack.runtime.ExecProcess;
import io.jstack.runtime.ExecSpec;
import io.jstack.runtime.Patience;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.security.SeccompProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Launches side by side, and what they leave behind in the engine. */
@Tag("root")
class ManyTest {
    private static final System.Logger LOG = System.getLogger("test");

    @TempDir
    Path dir;

    private KernelRuntime runtime;

    @BeforeEach
    void boot() {
        runtime = KernelRuntime.boot(new RuntimeSettings("many-test", dir.resolve("run")));
    }

    @AfterEach
    void close() {
        runtime.close();
        // of a cycle that failed
        runtime.cgroups()
                .children()
                .forEach(left ->
                        runtime.cgroups().open(runtime.cgroups().path(left)).kill());
        runtime.cgroups().removeParent();
    }

    @Test
    void thirtyContainersAndTheirExecsAtOnceLeaveNoDescriptorBehind() throws Exception {
        cycle("warm");
        long before = descriptors();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Void>> cycles = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String name = "c" + i;
                cycles.add(() -> cycle(name));
            }
            for (Future<Void> done : threads.invokeAll(cycles)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
        await().atMost(Patience.longest())
                .untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before + 2 + Gates.MOST_FREE));
        assertThat(runtime.cgroups().children()).isEmpty();
    }

    private Void cycle(String name) throws Exception {
        try (BusyboxRoot root = new BusyboxRoot(dir.resolve(name), runtime);
                Fd nothing = Linux.open("/dev/null", Linux.O_RDWR)) {
            RunningContainer container =
                    runtime.prepare(root.launch(root.shell("sleep 100"))).release(List.of());
            ExecProcess exec = container.exec(new ExecSpec(
                    DefaultSpec.process(List.of("sh", "-c", "exit 3")),
                    Optional.empty(),
                    new Stdio.Streams(nothing, nothing, nothing)));
            assertThat(exec.exited().get(Patience.SECONDS, TimeUnit.SECONDS).number())
                    .hasValue(3);
            container.killAll();
            assertThat(container
                            .exited()
                            .get(Patience.SECONDS, TimeUnit.SECONDS)
                            .signal())
                    .hasValue(9);
            container.discard();
        }
        return null;
    }

    private static long descriptors() {
        return java.util.Objects.requireNonNull(new java.io.File("/proc/self/fd").list()).length;
    }

    /** Prints the figures; their bound is only there to catch a launch that went wrong by an order of magnitude. */
    @Test
    @Tag("long")
    void aStartAndAnExecTakeMilliseconds() throws Exception {
        List<Long> starts = new ArrayList<>();
        List<Long> execs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            try (BusyboxRoot root = new BusyboxRoot(dir.resolve("t" + i), runtime);
                    Fd nothing = Linux.open("/dev/null", Linux.O_RDWR)) {
                Optional<io.jstack.runtime.oci.Seccomp> filter =
                        Optional.of(SeccompProfile.defaults().resolve(DefaultSpec.capabilities()));
                var oci = root.spec("sleep", "100");
                long start = System.nanoTime();
                RunningContainer container = runtime.prepare(
                                root.launch(oci.withLinux(oci.linux().withSeccomp(filter))))
                        .release(List.of());
                starts.add((System.nanoTime() - start) / 1000);
                start = System.nanoTime();
                ExecProcess exec = container.exec(new ExecSpec(
                        DefaultSpec.process(List.of("true")), filter, new Stdio.Streams(nothing, nothing, nothing)));
                exec.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
                execs.add((System.nanoTime() - start) / 1000);
                container.killAll();
                container.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
                container.discard();
            }
        }
        starts.sort(null);
        execs.sort(null);
        LOG.log(
                System.Logger.Level.INFO,
                "figures in microseconds  start_median={0} start_best={1} exec_median={2} exec_best={3}",
                starts.get(20),
                starts.get(0),
                execs.get(20),
                execs.get(0));
        assertThat(starts.get(20)).isLessThan(500_000);
    }
}
