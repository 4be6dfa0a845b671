package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.ExecSpec;
import io.jstack.runtime.Patience;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that joins a container is killed with it, at whatever moment. The first process of a pid namespace does not end before all
 * others are reaped (pid_namespaces(7)): one that nobody reaps, and the container never ends.
 */
@Tag("root")
class ExecEndingTest {
    private static final int ROUNDS = 40;
    private static final int AT_ONCE = 4;
    private static final int SIGKILL = 9;

    @TempDir
    Path dir;

    private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    private KernelRuntime runtime;
    private BusyboxRoot root;

    @BeforeEach
    void boot() throws IOException {
        runtime = KernelRuntime.boot(new RuntimeSettings("exec-ending-test", dir.resolve("run")));
        root = new BusyboxRoot(dir, runtime);
    }

    @AfterEach
    void close() {
        root.close();
        runtime.close();
        runtime.cgroups().removeParent();
    }

    @Test
    void aContainerEndsWhateverWasJustBegunInIt() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            RunningContainer container =
                    runtime.prepare(root.launch(root.spec("sleep", "1000"))).release(List.of());
            List<CompletableFuture<Void>> execs = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                execs.add(CompletableFuture.runAsync(() -> execUntilItEnds(container)));
            }
            // some are at each of their steps by then
            execs.add(CompletableFuture.runAsync(() -> exec(container)));
            execs.get(AT_ONCE).get(Patience.SECONDS, TimeUnit.SECONDS);
            container.kill(SIGKILL);

            assertThat(container.exited()).succeedsWithin(Patience.SECONDS, TimeUnit.SECONDS);
            for (CompletableFuture<Void> exec : execs) {
                exec.get(Patience.SECONDS, TimeUnit.SECONDS);
            }
            container.discard();
        }
        assertThat(failures).as("those that came too late").isNotEmpty();
    }

    private void execUntilItEnds(RunningContainer container) {
        while (!container.exited().isDone()) {
            exec(container);
        }
    }

    /** It may come too late, at any of its steps. */
    private void exec(RunningContainer container) {
        try (Fd nothing = Linux.open("/dev/null", Linux.O_RDWR)) {
            container
                    .exec(new ExecSpec(
                            DefaultSpec.process(List.of("true")),
                            Optional.empty(),
                            new Stdio.Streams(nothing, nothing, nothing)))
                    .exited()
                    .join();
        } catch (JstackException | KernelException | UncheckedIOException late) {
            failures.add(late);
        }
    }
}
