package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jstack.runtime.ContainerHandle;
import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.Patience;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another engine finds after one was killed. */
@Tag("root")
class EngineDeathTest {
    private static final String INSTANCE = "engine-death-test";

    @TempDir
    Path dir;

    private KernelRuntime runtime;

    @BeforeEach
    void boot() {
        runtime = KernelRuntime.boot(new RuntimeSettings(INSTANCE, dir.resolve("run")));
    }

    @AfterEach
    void close() {
        runtime.close();
        for (String group : runtime.cgroups().children()) {
            runtime.cgroups().open(runtime.cgroups().path(group)).kill();
            runtime.cgroups().open(runtime.cgroups().path(group)).remove(Patience.longest());
        }
        runtime.cgroups().removeParent();
    }

    @Test
    void whatWaitedAtAGateIsSweptAway() throws Exception {
        int pid;
        try (EngineProcess engine = EngineProcess.start("gate", INSTANCE, dir, List.of())) {
            pid = Integer.parseInt(engine.line().orElseThrow());
            assertThat(runtime.sweep())
                    .as("nothing is swept while its engine lives")
                    .isZero();
            engine.kill();
        }
        assertThat(Path.of("/proc/" + pid)).exists();
        assertThat(runtime.sweep()).isEqualTo(1);
        await().atMost(Patience.longest()).until(() -> gone(pid));
        assertThat(runtime.sweep()).isZero();
        assertThat(dir.resolve("run/gates")).isEmptyDirectory();
    }

    @Test
    void aContainerIsAdoptedAndItsExitCodeKnown() throws Exception {
        ContainerHandle handle;
        try (EngineProcess engine = EngineProcess.start("run", INSTANCE, dir, List.of())) {
            handle = engine.handle();
            engine.kill();
        }
        RunningContainer adopted = runtime.adopt(handle);
        assertThat(adopted.exited()).isNotDone();
        Files.writeString(Path.of("/proc/" + handle.pid() + "/root/go"), "");
        ExitStatus exit = adopted.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
        adopted.discard();
        assertThat(exit.number()).hasValue(42);
    }

    @Test
    void theCodeOfAContainerThatEndedWithNoEngineIsKnownToo() throws Exception {
        ContainerHandle handle;
        try (EngineProcess engine = EngineProcess.start("run", INSTANCE, dir, List.of())) {
            handle = engine.handle();
            engine.kill();
        }
        Files.writeString(Path.of("/proc/" + handle.pid() + "/root/go"), "");
        await().atMost(Patience.longest()).until(() -> !Files.exists(Path.of("/proc/" + handle.pid())));
        RunningContainer adopted = runtime.adopt(handle);
        ExitStatus exit = adopted.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
        adopted.discard();
        assertThat(exit.number()).hasValue(42);
    }

    /** A build's step, that is: no record says it is anybody's. */
    @Test
    void aContainerThatNobodyKnowsIsEndedWithItsHolder() throws Exception {
        ContainerHandle handle;
        try (EngineProcess engine = EngineProcess.start("run", INSTANCE, dir, List.of())) {
            handle = engine.handle();
            engine.kill();
        }
        int pid = handle.pid();
        int holder = handle.holder();
        assertThat(runtime.endAllBut(List.of(handle), Set.of(handle.id()))).isZero();
        assertThat(gone(pid)).isFalse();
        assertThat(gone(holder)).isFalse();

        assertThat(runtime.endAllBut(List.of(), Set.of())).isEqualTo(1);
        await().atMost(Patience.longest()).until(() -> gone(pid) && gone(holder));
        assertThat(runtime.cgroups().children()).isEmpty();
    }

    /** Of the two that there are while a run follows another, the engine died before it ended the one of the run before. */
    @Test
    void aHolderOfNoKnownRunIsEndedAndTheKnownOneStays() throws Exception {
        try (EngineProcess engine = EngineProcess.start("run", INSTANCE, dir, List.of())) {
            ContainerHandle handle = engine.handle();
            engine.kill();
            int second;
            try (Fd pidfd = Pidfd.open(new Pid(handle.pid()))) {
                Holder.Kit kit = new Holder.Kit(pidfd, Optional.empty(), Optional.empty(), List.of());
                second = Holder.start(handle.id(), kit).await().value();
            }
            runtime.endAllBut(List.of(handle), Set.of(handle.id()));
            await().atMost(Patience.longest()).until(() -> gone(second));
            assertThat(gone(handle.pid())).isFalse();
            assertThat(gone(handle.holder())).isFalse();
            runtime.endAllBut(List.of(), Set.of());
            await().atMost(Patience.longest()).until(() -> gone(handle.holder()));
        }
    }

    private static boolean gone(int pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (java.io.IOException e) {
            return true;
        }
    }
}
