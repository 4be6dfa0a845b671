package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jstack.runtime.ExecProcess;
import io.jstack.runtime.ExecSpec;
import io.jstack.runtime.Patience;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.runtime.oci.Capabilities;
import io.jstack.runtime.oci.Capability;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attacks by a running container on a process that is just joining it: as in {@link AttackTest}, each must fail with its protection and
 * succeed without. Of launch.md's lines these are the first (memory, the right to trace), the fourth (exec into a paused container) and
 * the seventh (paths the container controls, changed while they are used).
 */
@Tag("root")
class ExecAttackTest {
    private static final String INSTANCE = "exec-attack-test";

    @TempDir
    Path dir;

    private KernelRuntime runtime;
    private BusyboxRoot root;
    private Set<Protection> protections = Protection.all();

    @BeforeEach
    void boot() throws IOException {
        boot(Protection.all());
    }

    private void boot(Set<Protection> with) throws IOException {
        protections = with;
        runtime = KernelRuntime.boot(new RuntimeSettings(INSTANCE, dir.resolve("run")), with, ProcMount.ofHost());
        root = new BusyboxRoot(dir, runtime);
    }

    private void rebootWithout(Protection... without) throws IOException {
        close();
        Files.delete(dir.resolve("out"));
        Set<Protection> with = EnumSet.allOf(Protection.class);
        with.removeAll(Arrays.asList(without));
        boot(with);
    }

    @AfterEach
    void close() {
        root.close();
        runtime.close();
        runtime.cgroups().removeParent();
        // the test's JVM goes on as every engine does
        Linux.call(Syscall.PRCTL, "PR_SET_DUMPABLE", 4, 0, 0, 0, 0);
    }

    /** Reading its memory map needs the same right as process_vm_writev(2): PTRACE_MODE_* of ptrace(2). */
    @Test
    void theEnginesMemoryIsOutOfReachThroughAWaitingChild() throws Exception {
        assertThat(isWaitingChildReadable(DefaultSpec.capabilities())).isFalse();
        rebootWithout(Protection.NOT_DUMPABLE);
        assertThat(isWaitingChildReadable(DefaultSpec.capabilities())).isTrue();
    }

    /** With the right to trace, the flag against dumping does not help. */
    @Test
    void anExecIntoAContainerThatMayTraceIsRefused() throws Exception {
        Set<Capability> more = EnumSet.copyOf(DefaultSpec.capabilities());
        more.add(Capability.SYS_PTRACE);
        assertThatThrownBy(() -> isWaitingChildReadable(more))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.SPEC_REFUSED));
        rebootWithout(Protection.NO_TRACER);
        assertThat(isWaitingChildReadable(more)).isTrue();
    }

    private boolean isWaitingChildReadable(Set<Capability> capabilities) throws Exception {
        String look = "while :; do for p in /proc/[0-9]*; do grep -q libjvm $p/maps 2>/dev/null && touch /tmp/seen;"
                + " done; touch /tmp/looked; sleep 0.01; done";
        RuntimeSpec oci = root.shell(look).plusMounts(List.of(Mount.tmpfs("/tmp")));
        RunningContainer container = runtime.prepare(
                        root.launch(oci.withProcess(oci.process().withCapabilities(Capabilities.of(capabilities)))))
                .release(List.of());
        Path tmp = Path.of("/proc/" + container.pid() + "/root/tmp");
        try (Fd nothing = Linux.open("/dev/null", Linux.O_RDWR);
                Fd pidfd = Pidfd.open(container.pid())) {
            Execs execs = new Execs(new Gates(dir.resolve("run/gates")), new ExitWatch(), protections);
            Execs.Into into = new Execs.Into(root.id, container.pid(), pidfd, new Tracers(), pid -> {
                for (int round = 0; round < 2; round++) {
                    tmp.resolve("looked").toFile().delete();
                    await().until(() -> Files.exists(tmp.resolve("looked")));
                }
            });
            ExecProcess process = execs.watched(execs.begin(into, program("/bin/true", nothing)));
            process.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
            return Files.exists(tmp.resolve("seen"));
        } finally {
            end(container);
        }
    }

    private static ExecSpec program(String path, Fd stdio) {
        return new ExecSpec(
                DefaultSpec.process(List.of(path)), Optional.empty(), new Stdio.Streams(stdio, stdio, stdio));
    }

    private static void end(RunningContainer container) throws Exception {
        container.killAll();
        container.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
        container.discard();
    }

    /** A process that joins would stop at the gate, with the engine's memory in its hands for as long as somebody likes. */
    @Test
    void anExecIntoAPausedContainerIsRefused() throws Exception {
        RunningContainer container =
                runtime.prepare(root.launch(root.shell("sleep 100"))).release(List.of());
        try (Fd nothing = Linux.open("/dev/null", Linux.O_RDWR)) {
            container.pause();
            assertThatThrownBy(() -> container.exec(program("/bin/true", nothing)))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.NOT_RUNNING));
            container.unpause();
            assertThat(container
                            .exec(program("/bin/true", nothing))
                            .exited()
                            .get(Patience.SECONDS, TimeUnit.SECONDS)
                            .number())
                    .hasValue(0);
        } finally {
            end(container);
        }
        rebootWithout(Protection.NOT_WHILE_PAUSED);
        RunningContainer paused =
                runtime.prepare(root.launch(root.shell("sleep 100"))).release(List.of());
        try (Fd nothing = Linux.open("/dev/null", Linux.O_RDWR)) {
            paused.pause();
            CompletableFuture<ExecProcess> exec =
                    CompletableFuture.supplyAsync(() -> paused.exec(program("/bin/true", nothing)));
            await().until(() -> stopsWithTheEnginesMemory());
            assertThat(exec).isNotDone();
            paused.unpause();
            exec.get(Patience.SECONDS, TimeUnit.SECONDS).exited().get(10, TimeUnit.SECONDS);
        } finally {
            end(paused);
        }
    }

    private boolean stopsWithTheEnginesMemory() {
        Path engine = Path.of("/proc/self/exe").toAbsolutePath();
        return ProcessHandle.current().children().anyMatch(child -> {
            Path process = Path.of("/proc/" + child.pid());
            try {
                return Files.readSymbolicLink(process.resolve("exe")).equals(Files.readSymbolicLink(engine))
                        && Files.readString(process.resolve("cgroup")).contains(root.id.shortId());
            } catch (IOException e) {
                return false; // gone meanwhile
            }
        });
    }

    /** CVE-2019-5736 by a race: the program is verified, and is another when it is executed. */
    @Test
    void aProgramChangedMeanwhileCannotBeTheEnginesBinary() throws Exception {
        race(Duration.ofSeconds(3));
    }

    @Test
    @Tag("long")
    void aProgramChangedMeanwhileCannotBeTheEnginesBinaryForAMinute() throws Exception {
        race(Duration.ofSeconds(60));
    }

    private void race(Duration time) throws Exception {
        Path binary = EngineProcess.copyBinary(dir);
        byte[] before = Files.readAllBytes(binary);
        String[] outcome = raceFor(time);
        assertThat(Integer.parseInt(outcome[0])).as("programs that ran").isPositive();
        assertThat(Integer.parseInt(outcome[1])).as("attempts refused").isPositive();
        assertThat(outcome[2]).as("the host's java ran in the container").isEqualTo("false");
        assertThat(Files.readAllBytes(binary)).isEqualTo(before);
        EngineProcess.copyBinary(dir);
        String[] unprotected = raceFor(Duration.ofSeconds(60), Protection.SEALED_BINARY);
        assertThat(unprotected[2]).as("the host's java ran in the container").isEqualTo("true");
    }

    /** How many ran, how many were refused, whether the host's java was among them. */
    private String[] raceFor(Duration time, Protection... without) throws Exception {
        Files.writeString(dir.resolve("duration"), time.toString());
        try (EngineProcess engine = EngineProcess.start("race", INSTANCE, dir, List.of(), without)) {
            return engine.line()
                    .orElseThrow(() -> new AssertionError(dir.resolve("engine-err")))
                    .split(" ", 3);
        } finally {
            runtime.cgroups()
                    .children()
                    .forEach(group -> runtime.cgroups()
                            .open(runtime.cgroups().path(group))
                            .remove(Patience.longest()));
        }
    }
}
