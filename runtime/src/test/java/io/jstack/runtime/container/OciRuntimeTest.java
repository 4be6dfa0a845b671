package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.OciBundle;
import io.jstack.runtime.OciRuntime;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.oci.Resources;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that Debian's runc makes, and runtimes that do not do as they should. */
@Tag("root")
class OciRuntimeTest {
    @TempDir
    Path dir;

    private KernelRuntime runtime;
    private BusyboxRoot root;

    @BeforeEach
    void boot() throws Exception {
        runtime = KernelRuntime.boot(new RuntimeSettings("oci-runtime-test", dir.resolve("run")));
        root = new BusyboxRoot(dir, runtime);
    }

    @AfterEach
    void close() throws Exception {
        root.close();
        runtime.close();
        runtime.cgroups().removeParent();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(dir.toString());
    }

    private LaunchSpec launch(RuntimeSpec oci, OciRuntime by) {
        LaunchSpec plain = root.launch(oci);
        return new LaunchSpec(
                plain.id(),
                plain.oci(),
                plain.root(),
                plain.stdio(),
                plain.network(),
                plain.directory(),
                Optional.of(by));
    }

    private OciRuntime script(String text) throws IOException {
        Path file = Files.writeString(dir.resolve("runtime"), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return OciRuntime.named(file.toString());
    }

    private static OciRuntime runc() {
        return OciRuntime.named("io.containerd.runc.v2");
    }

    @Test
    void anEndForWantOfMemoryIsToldAndNothingStays() throws Exception {
        RuntimeSpec oci = root.shell("echo begun; x=$(head -c 99000000 /dev/zero | tr '\\0' x); echo $?");
        Resources limits = oci.linux().resources().withMemory(Resources.Memory.NONE.withLimit(16 << 20));
        RunningContainer container = runtime.prepare(
                        launch(oci.withLinux(oci.linux().withResources(limits)), runc()))
                .release(List.of());
        ExitStatus exit = container.exited().get(20, TimeUnit.SECONDS);
        container.discard();
        assertThat(exit.oomKilled()).isTrue();
        assertThat(exit.number()).hasValue(137);
        assertThat(root.output()).isEqualTo("begun\n");
        assertThat(runtime.cgroups().children()).isEmpty();
        assertThat(dir.resolve("run/oci/state").resolve(root.id.value())).doesNotExist();
    }

    @Test
    void theHandleIsKnownBeforeTheProgramStarts() throws Exception {
        List<Integer> known = new ArrayList<>();
        Prepared prepared = runtime.prepare(launch(root.shell("echo started"), runc()));
        prepared.hold(List.of());
        assertThatThrownBy(() -> prepared.release(handle -> {
                    known.add(handle.pid());
                    throw new IllegalStateException("it cannot be written down");
                }))
                .hasMessage("it cannot be written down");
        await().until(() -> ProcessHandle.of(known.get(0)).isEmpty());
        assertThat(root.output()).isEmpty();
        assertThat(runtime.cgroups().children()).isEmpty();
    }

    @Test
    void whatAnEngineLeftBeforeItsStartIsEndedByTheNext() throws Exception {
        Prepared left = runtime.prepare(launch(root.shell("echo left"), runc()));
        KernelRuntime next = KernelRuntime.boot(new RuntimeSettings("oci-runtime-test", dir.resolve("run")));
        assertThat(next.endAllBut(List.of(), Set.of())).isEqualTo(1);
        await().until(() -> ProcessHandle.of(left.pid().value()).isEmpty());
        RunningContainer again =
                next.prepare(launch(root.shell("echo again"), runc())).release(List.of());
        assertThat(again.exited().get(20, TimeUnit.SECONDS).number()).hasValue(0);
        again.discard();
        assertThat(root.output()).isEqualTo("again\n");
        left.abort();
        next.close();
    }

    @Test
    void whatAFailedRuntimeSaysIsToldAndNothingStays() throws Exception {
        OciRuntime failing = script("""
                while [ "$1" != create ]; do [ "$1" != --log ] || log=$2; shift; done
                echo 'time="now" level=error msg="no \\"such\\" thing"' >$log; exit 3""");
        assertThatThrownBy(() -> runtime.prepare(launch(root.shell("true"), failing)))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.OCI_RUNTIME_FAILED))
                .hasMessageContaining("no \"such\" thing");
        assertThat(runtime.cgroups().children()).isEmpty();
    }

    @Test
    void aRuntimeThatSaysNothingOfItsProcessIsFoundOut() throws Exception {
        OciRuntime idle = script("exit 0");
        assertThatThrownBy(() -> runtime.prepare(launch(root.shell("true"), idle)))
                .hasMessageContaining("did not say which process");
        assertThat(runtime.cgroups().children()).isEmpty();
    }

    @Test
    void aRuntimeThatDoesNotEndIsKilled() throws Exception {
        OciRuntime hanging = script("echo $$ >" + dir.resolve("pid") + "; exec sleep 1000");
        OciContainer container = new OciContainer(root.id, new OciBundle(hanging, dir), Duration.ofSeconds(2));
        assertThatThrownBy(container::start).hasMessageContaining("did not end");
        long pid = Long.parseLong(Files.readString(dir.resolve("pid")).strip());
        await().until(() -> ProcessHandle.of(pid).isEmpty());
        AtomicBoolean killed = new AtomicBoolean();
        assertThatThrownBy(() -> container.created(new CompletableFuture<>(), () -> killed.set(true)))
                .hasMessageContaining("did not end");
        assertThat(killed).isTrue();
    }

    @Test
    void aRuntimeThatIsNotThereIsRefusedByName() {
        for (String name : List.of("/no/such", "/etc", "no-such-runtime")) {
            assertThatThrownBy(() -> OciRuntime.named(name))
                    .isInstanceOfSatisfying(
                            JstackException.class,
                            e -> assertThat(e.code()).isEqualTo(RuntimeError.OCI_RUNTIME_MISSING))
                    .hasMessageContaining(name);
        }
    }
}
