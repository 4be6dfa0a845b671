package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jstack.runtime.Captured;
import io.jstack.runtime.Patience;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.runtime.kernel.SocketPair;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.Resources;
import io.jstack.runtime.oci.Rlimit;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.oci.Seccomp;
import io.jstack.runtime.oci.User;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** By a process that stays inside. */
class ForkServerTest extends CaptureContract {
    private static final String COUNT = "echo again >>/tmp/count; wc -l </tmp/count";

    @Override
    Captured capture(ProcessSpec process, Duration patience) {
        return container.captureAgain(process, Optional.empty(), patience, MOST);
    }

    /** The one that is there, in the engine's namespace. */
    private Optional<Pid> server() {
        return ProcessHandle.current()
                .children()
                .map(ProcessHandle::pid)
                .map(pid -> new Pid(Math.toIntExact(pid)))
                .filter(pid -> read(pid, "comm").equals(ForkServerProgram.NAME + "\n"))
                .findAny();
    }

    private static String read(Pid pid, String file) {
        try {
            return Files.readString(Path.of("/proc/" + pid, file));
        } catch (IOException gone) {
            return "";
        }
    }

    private static Set<String> descriptors(Pid pid) throws IOException {
        try (var open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return open.map(fd -> fd.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static String status(Pid pid, String key) {
        return read(pid, "status")
                .lines()
                .filter(line -> line.startsWith(key))
                .findFirst()
                .orElseThrow();
    }

    private String output(String script) {
        return container
                .capture(script(script), Optional.empty(), LONG, MOST)
                .output()
                .strip();
    }

    private static void signal(Pid pid, String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, pid.toString()).start().waitFor();
    }

    @Test
    void oneProcessStartsThemAll() {
        capture("exit 0", LONG);
        Pid first = server().orElseThrow();
        for (int round = 0; round < 20; round++) {
            assertThat(code(capture("exit 0", LONG))).isZero();
        }
        assertThat(server()).contains(first);
    }

    @Test
    void whatItStartsIsAsAnExecIs() {
        String look = "id; pwd; umask; env | sort; grep -E '^(Cap|NoNew|Seccomp:|Sig[BIC])' /proc/self/status;"
                + " grep -v name= /proc/self/cgroup; cat /proc/self/limits; ls /proc/self/fd | wc -l; test -p /proc/self/fd/1 && echo pipe;"
                + " set -- $(cat /proc/$$/stat); test $5 = $$ && test $6 = $$ && echo leader";
        ProcessSpec process = script(look)
                .withUser(new User(1000, 1000, OptionalInt.empty(), List.of()))
                .withCwd("/bin");
        String byExec = container.capture(process, Optional.empty(), LONG, MOST).output();

        capture(process, LONG);
        assertThat(server()).isPresent();
        assertThat(capture(process, LONG).output()).isEqualTo(byExec).contains("uid=1000", "pipe", "/bin", "leader");
    }

    @Test
    void itHasNothingOfTheEngines() throws IOException {
        capture("exit 0", LONG);
        Pid server = server().orElseThrow();

        await("the child's own are closed after the answer")
                .until(() -> descriptors(server), Set.of("0", "1", "2")::equals);
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + server + "/fd/0")).toString())
                .startsWith("socket:");
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + server + "/fd/1")).toString())
                .startsWith("pipe:");
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + server + "/exe")).toString())
                .startsWith("/memfd:" + ForkServerProgram.NAME);
        assertThat(status(server, "CapBnd")).isEqualTo(status(container.pid(), "CapBnd"));
        assertThat(status(server, "NSpid")).matches("NSpid:\t\\d+\t\\d+");
        assertThat(read(server, "cgroup")).isEqualTo(read(container.pid(), "cgroup"));
    }

    @Test
    void anotherProgramHasAnotherServer() {
        capture("exit 1", LONG);
        Pid first = server().orElseThrow();

        assertThat(code(capture("exit 2", LONG))).isEqualTo(2);
        await().until(() -> server().filter(pid -> !pid.equals(first)).isPresent());
    }

    @Test
    void oneThatWasKilledIsReplaced() throws Exception {
        capture("exit 0", LONG);
        signal(server().orElseThrow(), "KILL");
        await().until(() -> server().isEmpty());

        assertThat(code(capture("exit 0", LONG))).as("not run by it").isZero();
        assertThat(code(capture("exit 0", LONG))).isZero();
        assertThat(server()).isPresent();
    }

    /** The test counts as killed too, which is what killing everything in the container does; it is not begun again. */
    @Test
    void whereItIsKilledMeanwhileTheTestCountsAsKilled() {
        assertThat(code(capture("echo run >>/tmp/runs; kill -9 $PPID; exec sleep 100", LONG)))
                .isEqualTo(137);
        assertThat(output("wc -l </tmp/runs")).isEqualTo("1");
        // soon, prctl(2); its zombie stays, since the container's first process reaps nothing
        await("only the container's own is alive")
                .until(() -> output("ps -o stat,comm | grep -v ^Z | grep -c sleep"), "1"::equals);
    }

    @Test
    void oneThatIsLostTooOftenIsNotStartedAgain() {
        for (int round = 0; round < 3; round++) {
            assertThat(code(capture("kill -9 $PPID; sleep 1", LONG))).isEqualTo(137);
        }
        assertThat(code(capture("exit 4", LONG))).isEqualTo(4);
        await().until(() -> server().isEmpty());
    }

    @Test
    void oneThatIsStoppedHoldsUpATestNoLongerThanItMayTake() throws Exception {
        capture("echo again >>/tmp/count", LONG);
        Pid first = server().orElseThrow();
        signal(first, "STOP");

        assertThat(capture("echo again >>/tmp/count", Duration.ofMillis(200)).end())
                .isEmpty();
        assertThat(code(capture("exit 0", LONG))).isZero();
        assertThat(output("wc -l </tmp/count")).as("not begun afterwards").isEqualTo("1");
    }

    @Test
    void aProgramThatWasTakenAwayIsNotFound() {
        ProcessSpec tool = script("exit 0").withArgs(List.of("/tmp/true"));
        capture("cp /bin/busybox /tmp/true", LONG);
        assertThat(code(capture(tool, LONG))).isZero();
        assertThat(code(capture(tool, LONG))).isZero();
        container.capture(script("rm /tmp/true"), Optional.empty(), LONG, MOST);

        assertThatThrownBy(() -> capture(tool, LONG))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.PROGRAM_NOT_FOUND));
    }

    @Test
    void eachRunsOnce() {
        for (int round = 1; round <= 5; round++) {
            assertThat(capture(COUNT, LONG).output().strip()).isEqualTo(Integer.toString(round));
        }
    }

    /** Nobody but the engine reaps it, and until then the container's first process does not end. */
    @Test
    void theContainersEndDoesNotWaitForIt() throws Exception {
        capture("exit 0", LONG);
        container.kill(9);
        container.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
        await().until(() -> server().isEmpty());
    }

    @Test
    void aTestThatGoesOnWhenTheContainerEndsIsOver() {
        String test = "test -e /tmp/once && touch /tmp/begun && sleep 100; touch /tmp/once";
        capture(test, LONG);
        CompletableFuture<Captured> running = CompletableFuture.supplyAsync(() -> capture(test, LONG));
        await().until(() -> code(container.capture(script("test -e /tmp/begun"), Optional.empty(), LONG, MOST)) == 0);
        container.kill(9);

        assertThat(code(running.join())).isEqualTo(137);
    }

    @Test
    void aFilterThatForbidsWhatItDoesCostsNoTest() {
        assertThat(codesUnder(onVfork("SCMP_ACT_ERRNO"))).containsOnly(6);
        await().until(() -> server().isEmpty());
    }

    @Test
    void aFilterThatKillsItCostsNoTestEither() {
        assertThat(codesUnder(onVfork("SCMP_ACT_KILL_PROCESS"))).containsOnly(6);
    }

    private List<Integer> codesUnder(Seccomp filter) {
        return IntStream.range(0, 5)
                .mapToObj(round -> code(container.captureAgain(script("exit 6"), Optional.of(filter), LONG, MOST)))
                .toList();
    }

    private static Seccomp onVfork(String action) {
        return new Seccomp(
                "SCMP_ACT_ALLOW",
                OptionalInt.empty(),
                List.of(),
                List.of(),
                List.of(new Seccomp.Syscall(List.of("vfork"), action, OptionalInt.empty(), List.of())));
    }

    /** A process of ours would be seen there by others, and would not end with the container. */
    @Test
    void whereOtherContainersAreThereIsNone() throws Exception {
        restartWith(Without.OWN_PROCESSES.from(root.spec("sleep", "1000")));

        assertThat(code(capture("exit 3", LONG))).isEqualTo(3);
        assertThat(server()).isEmpty();
    }

    @Test
    void nothingIsStartedInAPausedContainer() {
        container.pause();
        try {
            assertThatThrownBy(() -> capture("exit 0", LONG))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.NOT_RUNNING));
        } finally {
            container.unpause();
        }
        assertThat(code(capture("exit 0", LONG))).isZero();
    }

    /** What it was asked before is not done once it can go on. */
    @Test
    void aTestThatCouldNotBeginInAPausedContainerNeverDoes() throws Exception {
        capture("echo again >>/tmp/count", LONG);
        container.pause();
        assertThat(capture("echo again >>/tmp/count", Duration.ofMillis(200)).end())
                .isEmpty();
        container.unpause();
        await().until(() -> server().isEmpty());

        assertThat(output("wc -l </tmp/count")).isEqualTo("1");
    }

    private void restartWith(RuntimeSpec spec) throws Exception {
        container.killAll();
        container.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
        container.discard();
        container = runtime.prepare(root.launch(spec)).release(List.of());
    }

    /** One that stays would take one of the few. */
    @Test
    void whereTasksAreFewThereIsNone() throws Exception {
        RuntimeSpec spec = root.spec("sleep", "1000");
        restartWith(spec.withLinux(
                spec.linux().withResources(spec.linux().resources().withPids(Resources.Pids.of(3)))));
        for (int round = 0; round < 3; round++) {
            assertThat(code(capture("sleep 0.1; exit 0", LONG))).isZero();
        }
        assertThat(server()).isEmpty();
    }

    @Test
    void whereDescriptorsAreFewThereIsNone() {
        ProcessSpec few = script("echo out; exit 5").withRlimits(List.of(new Rlimit("RLIMIT_NOFILE", 4, 4)));
        for (int round = 0; round < 5; round++) {
            Captured captured = capture(few, LONG);
            assertThat(code(captured)).isEqualTo(5);
            assertThat(captured.output()).isEqualTo("out\n");
        }
        await().until(() -> server().isEmpty());
    }

    /** Who may trace in a container can get at the file that its server executes. */
    @Test
    void whatIsDoneToOnesFileIsDoneToNoOthers() throws Exception {
        capture("exit 0", LONG);
        Path file = Path.of("/proc/" + server().orElseThrow() + "/exe");
        Files.setPosixFilePermissions(file, Set.of());
        assertThat(Files.getPosixFilePermissions(file)).isEmpty();
        restartWith(root.spec("sleep", "1000"));

        assertThat(code(capture("exit 0", LONG))).isZero();
        assertThat(server()).isPresent();
    }

    /** What a container sends could be a socket whose close takes as long as it likes; SO_LINGER. */
    @Test
    void nothingCanBeSentToTheEngine() {
        capture("exit 0", LONG);
        Pid server = server().orElseThrow();
        try (Fd pidfd = Pidfd.open(server);
                Fd requests = Pidfd.fetch(pidfd, 0)) {
            assertThatThrownBy(() -> SocketPair.send(requests, ForkServerProgram.RUN, requests, requests))
                    .isInstanceOfSatisfying(
                            KernelException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPIPE));
        }
    }

    /** More than one answer: nobody knows which is whose. */
    @Test
    void oneThatSaysTooMuchIsNotAskedAgain() {
        capture("exit 0", LONG);
        Pid server = server().orElseThrow();
        try (Fd pidfd = Pidfd.open(server);
                Fd answers = Pidfd.fetch(pidfd, 1)) {
            Linux.write(answers, new byte[12]);
        }
        assertThat(code(capture("exit 0", LONG))).isEqualTo(137);
        assertThat(code(capture("exit 7", LONG))).isEqualTo(7);
        assertThat(server()).isNotEqualTo(Optional.of(server));
    }

    @Test
    void twoAtOnceAreBothRun() throws Exception {
        capture("exit 0", LONG);
        CompletableFuture<Captured> slow = CompletableFuture.supplyAsync(() -> capture("sleep 1; exit 8", LONG));
        CompletableFuture<Captured> quick = CompletableFuture.supplyAsync(() -> capture("exit 9", LONG));

        assertThat(code(slow.get(Patience.SECONDS, TimeUnit.SECONDS))).isEqualTo(8);
        assertThat(code(quick.get(Patience.SECONDS, TimeUnit.SECONDS))).isEqualTo(9);
    }

    @Test
    void itIsGoneWithWhatItBelongsTo() {
        capture("exit 0", LONG);
        container.letGo();
        await().until(() -> server().isEmpty());
    }
}
