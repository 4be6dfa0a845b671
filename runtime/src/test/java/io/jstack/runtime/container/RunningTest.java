package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jstack.runtime.ContainerHandle;
import io.jstack.runtime.ExecProcess;
import io.jstack.runtime.ExecSpec;
import io.jstack.runtime.Kept;
import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.NetworkNamespace;
import io.jstack.runtime.Patience;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.TerminalSize;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.oci.User;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("root")
class RunningTest {
    @TempDir
    Path dir;

    private KernelRuntime runtime;
    private BusyboxRoot root;
    private Fd output;
    private Fd input;

    @BeforeEach
    void boot() throws Exception {
        runtime = KernelRuntime.boot(new RuntimeSettings("running-test", dir.resolve("run")));
        root = new BusyboxRoot(dir, runtime);
        output = Linux.open(dir.resolve("exec-out").toString(), Linux.O_CREAT | Linux.O_RDWR | Linux.O_APPEND, 0666);
        input = Linux.open("/dev/null", Linux.O_RDONLY);
    }

    @AfterEach
    void close() {
        output.close();
        input.close();
        root.close();
        runtime.close();
        runtime.cgroups().removeParent();
    }

    private RunningContainer start(RuntimeSpec oci) {
        return runtime.prepare(root.launch(oci)).release(List.of());
    }

    private void end(RunningContainer container) throws Exception {
        container.kill(9);
        container.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
        container.discard();
    }

    private ExecSpec exec(String script) {
        return new ExecSpec(
                DefaultSpec.process(List.of("/bin/sh", "-c", script)),
                Optional.empty(),
                new Stdio.Streams(input, output, output));
    }

    private String executed() throws Exception {
        return Files.readString(dir.resolve("exec-out"));
    }

    @Test
    void anExecSeesTheContainerAndReportsItsCode() throws Exception {
        RunningContainer container = start(root.shell("sleep 100").withHostname("boxed"));
        try {
            ExecProcess process = container.exec(exec("hostname; ps; touch /made; exit 9"));
            assertThat(process.exited().get(Patience.SECONDS, TimeUnit.SECONDS).number())
                    .hasValue(9);
            assertThat(executed()).contains("boxed\n", "1 root").contains("sleep 100");
            assertThat(root.upper.resolve("made")).exists();
        } finally {
            end(container);
        }
    }

    /** moby: a hosts file that is written while it is read shows a mix of two texts; two files in one place cannot. */
    @Test
    void aBoundFileIsExchangedInOneStepAndNoReaderSeesAMix() throws Exception {
        String few = "127.0.0.1 localhost\n";
        String many = few + "10.64.0.9 somebody somewhere\n".repeat(90);
        Path bound = Files.writeString(dir.resolve("bound"), few);
        Path next = dir.resolve("next");
        RunningContainer container = start(
                root.shell("sleep 100").plusMounts(List.of(Mount.bind(bound.toString(), "/etc/bound", "rprivate"))));
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger reads = new AtomicInteger();
        ConcurrentLinkedQueue<String> strange = new ConcurrentLinkedQueue<>();
        Path inside = Path.of("/proc/" + container.pid() + "/root/etc/bound");
        Thread reader = new Thread(() -> {
            while (!over.get()) {
                try {
                    String text = Files.readString(inside);
                    reads.incrementAndGet();
                    if (!text.equals(few) && !text.equals(many)) {
                        strange.add(text);
                    }
                } catch (IOException e) {
                    strange.add(e.toString());
                }
            }
        });
        try {
            reader.start();
            for (int i = 0; i < 200; i++) {
                Files.writeString(next, i % 2 == 0 ? many : few);
                assertThat(container.exchange("/etc/bound", bound, next)).isTrue();
                Files.move(next, bound, StandardCopyOption.ATOMIC_MOVE);
            }
            over.set(true);
            reader.join();
            assertThat(strange).isEmpty();
            assertThat(reads).hasValueGreaterThan(100);
            assertThat(container
                            .exec(exec("cat /etc/bound; grep -c bound /proc/self/mountinfo"))
                            .exited()
                            .get(Patience.SECONDS, TimeUnit.SECONDS)
                            .number())
                    .hasValue(0);
            assertThat(executed()).isEqualTo(few + "1\n");
        } finally {
            over.set(true);
            end(container);
        }
    }

    @Test
    void whatTheContainerHasPutThereItselfIsLeftAlone() throws Exception {
        Path bound = Files.writeString(dir.resolve("bound"), "ours\n");
        Path other = Files.writeString(dir.resolve("other"), "its own\n");
        Path next = Files.writeString(dir.resolve("next"), "new\n");
        RunningContainer container = start(
                root.shell("sleep 100").plusMounts(List.of(Mount.bind(other.toString(), "/etc/bound", "rprivate"))));
        try {
            assertThat(container.exchange("/etc/bound", bound, next)).isFalse();
            assertThat(container.exchange("/etc/nothing", bound, next)).isFalse();
            container.exec(exec("cat /etc/bound")).exited().get(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(executed()).isEqualTo("its own\n");
        } finally {
            end(container);
        }
        assertThat(container.exchange("/etc/bound", other, next)).isFalse();
    }

    @Test
    void anExecRunsAsAnotherUserWithThatUsersGroups() throws Exception {
        RunningContainer container = start(root.shell("sleep 100"));
        try {
            User bob = runtime.resolveUser("bob", root.overlay());
            assertThat(bob).isEqualTo(new User(1000, 1000, OptionalInt.empty(), List.of(1000L, 4L, 50L)));
            ProcessSpec process = exec("id; pwd; cat /proc/self/status; echo again > /dev/stdout")
                    .process()
                    .withUser(bob)
                    .withCwd("/tmp");
            ExecProcess started =
                    container.exec(new ExecSpec(process, Optional.empty(), new Stdio.Streams(input, output, output)));
            started.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(executed())
                    .contains("uid=1000(bob) gid=1000(bob) groups=4(adm),50(staff),1000(bob)", "/tmp\n")
                    .contains("CapInh:\t0000000000000000", "CapEff:\t0000000000000000", "CapPrm:\t0000000000000000")
                    .contains("CapBnd:\t00000000a80425fb");
        } finally {
            end(container);
        }
    }

    @Test
    void anExecThatIsNotThereIsAsErrorWithACode() throws Exception {
        RunningContainer container = start(root.shell("touch /plain; sleep 100"));
        try {
            assertThatThrownBy(() -> container.exec(new ExecSpec(
                            DefaultSpec.process(List.of("nowhere")),
                            Optional.empty(),
                            new Stdio.Streams(input, output, output))))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.PROGRAM_NOT_FOUND));
            assertThatThrownBy(() -> container.exec(new ExecSpec(
                            DefaultSpec.process(List.of("/etc/passwd")),
                            Optional.empty(),
                            new Stdio.Streams(input, output, output))))
                    .isInstanceOfSatisfying(
                            JstackException.class,
                            e -> assertThat(e.code()).isEqualTo(RuntimeError.PROGRAM_NOT_EXECUTABLE));
        } finally {
            end(container);
        }
    }

    @Test
    void aTerminalHasASizeASessionAndJobControl() throws Exception {
        LaunchSpec plain = root.launch(root.spec("/bin/sh", "-i"));
        RunningContainer container = runtime.prepare(new LaunchSpec(
                        plain.id(),
                        plain.oci(),
                        plain.root(),
                        new Stdio.Terminal(new TerminalSize(33, 111)),
                        plain.network(),
                        plain.directory()))
                .release(List.of());
        try (Talk talk = new Talk(container.terminal().orElseThrow())) {
            talk.say("tty; stty size\n");
            talk.expect("/dev/pts/0", "33 111");
            container.resize(new TerminalSize(44, 99));
            talk.say("stty size; sleep 50\n");
            talk.expect("44 99");
            talk.say("\u0003");
            talk.say("echo $((6*7)) > /dev/console; exit 5\n");
            talk.expect("42");
            assertThat(container
                            .exited()
                            .get(Patience.SECONDS, TimeUnit.SECONDS)
                            .number())
                    .hasValue(5);
        } finally {
            container.kill(9);
            container.discard();
        }
    }

    @Test
    void anExecOnATerminalHasOneOfItsOwn() throws Exception {
        RunningContainer container = start(root.shell("sleep 100"));
        try {
            ExecProcess process = container.exec(new ExecSpec(
                    DefaultSpec.process(List.of("/bin/sh", "-i"))
                            .withUser(new User(1000, 1000, OptionalInt.empty(), List.of())),
                    Optional.empty(),
                    new Stdio.Terminal(new TerminalSize(22, 77))));
            try (Fd master = process.terminal().orElseThrow();
                    Talk talk = new Talk(master)) {
                talk.say("tty; stty size; id -u; exit 3\n");
                talk.expect("/dev/pts/0", "22 77", "1000");
                assertThat(process.exited()
                                .get(Patience.SECONDS, TimeUnit.SECONDS)
                                .number())
                        .hasValue(3);
            }
        } finally {
            end(container);
        }
    }

    @Test
    void theHolderKeepsWhatItIsGivenAndAnotherEngineFindsTheContainer() throws Exception {
        try (Fd file = Linux.open(dir.resolve("kept").toString(), Linux.O_CREAT | Linux.O_RDWR, 0600)) {
            Linux.write(file, "hello".getBytes(StandardCharsets.UTF_8));
            RunningContainer container =
                    runtime.prepare(root.launch(root.shell("sleep 100"))).release(List.of(new Kept("file", file)));
            RunningContainer adopted = runtime.adopt(container.handle());
            assertThat(adopted.pid()).isEqualTo(container.pid());
            assertThat(adopted.networkNamespace()).isPresent();
            try (Fd kept = adopted.kept("file").orElseThrow()) {
                assertThat(Files.size(Path.of("/proc/self/fd/" + kept.number())))
                        .isEqualTo(5);
            }
            assertThat(adopted.kept("nothing")).isEmpty();
            ExecProcess process = adopted.exec(exec("exit 4"));
            assertThat(process.exited().get(Patience.SECONDS, TimeUnit.SECONDS).number())
                    .hasValue(4);
            adopted.kill(15);
            adopted.kill(9);
            assertThat(container
                            .exited()
                            .get(Patience.SECONDS, TimeUnit.SECONDS)
                            .signal())
                    .hasValue(9);
            assertThat(adopted.exited().get(Patience.SECONDS, TimeUnit.SECONDS).signal())
                    .hasValue(9);
            RunningContainer late = runtime.adopt(container.handle());
            assertThat(late.exited().get(Patience.SECONDS, TimeUnit.SECONDS).signal())
                    .hasValue(9);
            container.discard();
            await().untilAsserted(() -> assertThatThrownBy(() -> runtime.adopt(container.handle()))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.GONE)));
        }
    }

    /** As long as init has not come to it, what ended after its engine was killed is there, without namespaces and descriptors. */
    @Test
    void aContainerThatHasEndedAndWasNotReapedYetIsAdopted() throws Exception {
        ContainerHandle handle = abandoned();
        endUnreaped(handle.pid());
        RunningContainer adopted = runtime.adopt(handle);
        assertThat(adopted.exited().get(Patience.SECONDS, TimeUnit.SECONDS).signal())
                .hasValue(9);
        adopted.discard();
    }

    @Test
    void aContainerWhoseHolderHasEndedAndWasNotReapedYetIsAdopted() throws Exception {
        ContainerHandle handle = abandoned();
        try (Fd holder = Pidfd.open(new Pid(handle.holder()));
                Fd init = Pidfd.open(new Pid(handle.pid()))) {
            try {
                endUnreaped(handle.holder());
                RunningContainer adopted = runtime.adopt(handle);
                assertThat(adopted.isHeld()).isFalse();
                assertThat(adopted.networkNamespace()).isPresent();
                end(adopted);
            } finally {
                Pidfd.signal(init, 9);
                Pidfd.reap(holder);
            }
        }
    }

    /** One that runs, and whose engine reaps nothing any more. */
    private ContainerHandle abandoned() {
        try (KernelRuntime engine = KernelRuntime.boot(new RuntimeSettings("running-test", dir.resolve("abandoned")))) {
            return engine.prepare(root.launch(root.shell("sleep 100")))
                    .release(List.of())
                    .handle();
        }
    }

    private static void endUnreaped(int pid) {
        try (Fd process = Pidfd.open(new Pid(pid))) {
            Pidfd.signal(process, 9);
        }
        await().until(() -> Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z "));
    }

    @Test
    void aRestartJoinsTheNetworkThatWasKept() throws Exception {
        RunningContainer first = start(root.shell("readlink /proc/self/ns/net"));
        first.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
        LaunchSpec plain = root.launch(root.shell("readlink /proc/self/ns/net"));
        RunningContainer second = runtime.prepare(new LaunchSpec(
                        plain.id(),
                        plain.oci(),
                        plain.root(),
                        plain.stdio(),
                        new NetworkNamespace.Joined(first.networkNamespace().orElseThrow()),
                        plain.directory()))
                .release(List.of());
        second.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
        List<String> lines = root.output().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo(lines.get(1)).startsWith("net:[");
        first.discard();
        second.discard();
    }

    /** A conversation over a terminal's master. */
    private static final class Talk implements AutoCloseable {
        private final Fd master;
        private final java.util.Queue<String> heard = new java.util.concurrent.ConcurrentLinkedQueue<>();
        private final Thread listener;

        Talk(Fd master) {
            this.master = master;
            listener = new Thread(this::listen, "talk");
            listener.setDaemon(true);
            listener.start();
        }

        private void listen() {
            NativeMemory memory = NativeMemory.ofSize(4096);
            try {
                while (true) {
                    int count = Linux.read(master, memory).orElse(0);
                    if (count <= 0) {
                        return;
                    }
                    heard.add(new String(memory.bytes(0, count), StandardCharsets.UTF_8));
                }
            } catch (KernelException e) {
                heard.add("<" + e.errno() + ">");
            }
        }

        void say(String text) {
            Linux.write(master, text.getBytes(StandardCharsets.UTF_8));
        }

        void expect(String... texts) {
            await().atMost(Patience.longest())
                    .untilAsserted(() -> assertThat(String.join("", heard)).contains(texts));
        }

        @Override
        public void close() {
            await().atMost(Patience.longest()).until(() -> !listener.isAlive());
        }
    }

    @Test
    void theHandleIsKnownBeforeTheProgramStarts() {
        List<Integer> known = new ArrayList<>();
        Prepared prepared = runtime.prepare(root.launch(root.shell("echo started")));
        prepared.hold(List.of());
        assertThatThrownBy(() -> prepared.release(handle -> {
                    known.add(handle.pid());
                    throw new IllegalStateException("it cannot be written down");
                }))
                .hasMessage("it cannot be written down");
        await().until(() -> ProcessHandle.of(known.get(0)).isEmpty());
        assertThat(dir.resolve("out")).isEmptyFile();
        assertThat(runtime.cgroups().children()).isEmpty();
    }
}
