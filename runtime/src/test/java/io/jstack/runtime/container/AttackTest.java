package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jstack.runtime.Patience;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.cgroup.Cgroup;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.Resources;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What launching inside a root JVM demands. Each attack is tried twice, and must fail with the protection and succeed without it, or the
 * test would prove nothing. Which line of launch.md, "Before anything", is shown where:
 *
 * <ol>
 *   <li>the engine's memory, and exec where somebody may trace: {@link ExecAttackTest}
 *   <li>calls prepared beforehand: {@link #theMouldMakesNoCallThatWasNotPrepared}
 *   <li>an orphan at the gate: {@link #noDescriptorOfTheEngineLeaksInside}, {@link #whatWaitsAtAGateHoldsNoPortOfItsEngine}, and
 *       {@link EngineDeathTest} for the sweep
 *   <li>groups that can be frozen: {@link #nobodyButTheContainerIsInItsGroup}, which has no switch, since no thread of the engine ever
 *       goes there; {@link #limitsAreSetAtTheGate}, and {@link ExecAttackTest} for the paused container
 *   <li>a deadly seccomp profile: {@link #aProfileCannotKillTheEngine}
 *   <li>a memory limit hit before exec: {@link #aMemoryLimitTooSmallForTheEnvironmentEndsOnlyTheContainer}; the protection is the kernel's,
 *       which spares tasks in vfork(2), and no switch of ours takes it away: the counterpart is the same launch without the limit
 *   <li>paths the image controls: {@link #aMountTargetCannotLeadOutOfTheRoot}, {@link #aWorkingDirectoryCannotBeTheHosts}, {@link
 *       #anImageCannotHaveTheEnginesBinaryExecuted}, {@link #theHostsDeviceNodesCannotBeChanged}, {@link
 *       #nodesThatAContainerMakesDoNotOpen}, and {@link ExecAttackTest} for the race
 *   <li>inherited limits: {@link #limitsOfTheEngineAreNotTheContainers}
 * </ol>
 */
@Tag("root")
class AttackTest {
    private static final String INSTANCE = "attack-test";

    @TempDir
    Path dir;

    private KernelRuntime runtime;
    private BusyboxRoot root;

    private void boot(Protection... without) throws IOException {
        Set<Protection> protections = EnumSet.allOf(Protection.class);
        protections.removeAll(List.of(without));
        runtime =
                KernelRuntime.boot(new RuntimeSettings(INSTANCE, dir.resolve("run")), protections, ProcMount.ofHost());
        root = new BusyboxRoot(dir, runtime);
    }

    private void reboot(Protection... without) throws IOException {
        root.close();
        runtime.close();
        Files.delete(dir.resolve("out"));
        boot(without);
    }

    @BeforeEach
    void bootProtected() throws IOException {
        boot();
    }

    @AfterEach
    void close() {
        root.close();
        runtime.close();
        runtime.cgroups().removeParent();
        // the test's JVM goes on as every engine does
        Linux.call(Syscall.PRCTL, "PR_SET_DUMPABLE", 4, 0, 0, 0, 0);
    }

    private RuntimeError refusal(RuntimeSpec oci) {
        try {
            root.run(runtime, oci);
        } catch (JstackException e) {
            return (RuntimeError) e.code();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("it was not refused");
    }

    /** CVE-2024-21626: a descriptor that leaks into the container is a door to the host. */
    @Test
    void noDescriptorOfTheEngineLeaksInside() throws Exception {
        // as the JVM opens its jars: without O_CLOEXEC
        long leak = Linux.raw(
                Syscall.OPENAT,
                Linux.AT_FDCWD,
                NativeMemory.ofText(dir.toString()),
                Linux.O_RDONLY | Linux.O_DIRECTORY,
                0);
        try (Fd leaked = Fd.owning((int) leak)) {
            assertThat(leaked.isOpen()).isTrue();
            root.run(runtime, root.shell("ls -l /proc/1/fd"));
            assertThat(root.output()).contains("/dev/null").doesNotContain(" -> " + dir + "\n");
            reboot(Protection.CLOSED_DESCRIPTORS);
            root.run(runtime, root.shell("ls -l /proc/1/fd"));
            assertThat(root.output()).contains(" -> " + dir + "\n");
        }
    }

    /** CVE-2019-5736: the waiting child's own executable is the host's java. */
    @Test
    void anImageCannotHaveTheEnginesBinaryExecuted() throws Exception {
        Path bin = root.layer.resolve("bin");
        Files.createSymbolicLink(bin.resolve("evil"), Path.of("/proc/self/exe"));
        Files.createSymbolicLink(bin.resolve("first"), Path.of("/proc/1/exe"));
        Files.writeString(bin.resolve("script"), "#!/proc/self/exe\n");
        Files.setPosixFilePermissions(bin.resolve("script"), PosixFilePermissions.fromString("rwxr-xr-x"));
        // the engine looks from outside the pid namespace, where that /proc has no self
        assertThat(refusal(root.spec("/bin/evil"))).isEqualTo(RuntimeError.PROGRAM_NOT_FOUND);
        assertThat(refusal(root.spec("evil"))).isEqualTo(RuntimeError.PROGRAM_NOT_FOUND);
        assertThat(refusal(root.spec("/bin/script"))).isEqualTo(RuntimeError.PROGRAM_NOT_FOUND);
        assertThat(refusal(root.spec("first"))).isEqualTo(RuntimeError.PATH_ESCAPES);

        reboot(Protection.VERIFIED_PROGRAM);
        Path lib = Files.createDirectories(root.layer.resolve("lib64"));
        Files.copy(Path.of("/lib64/ld-linux-x86-64.so.2"), lib.resolve("ld-linux-x86-64.so.2"));
        root.run(runtime, root.spec("/bin/evil"));
        assertThat(root.output())
                .as("the host's java ran in the container")
                .contains("error while loading shared libraries");
    }

    /** CVE-2024-21626, the other half: a working directory that is a magic link. */
    @Test
    void aWorkingDirectoryCannotBeTheHosts() throws Exception {
        Files.createSymbolicLink(root.layer.resolve("here"), Path.of("/proc/self/cwd"));
        RuntimeSpec oci = root.spec("/bin/ls", "../../..");
        RuntimeSpec attack = oci.withProcess(oci.process().withCwd("/here"));
        assertThat(refusal(attack)).isIn(RuntimeError.PATH_ESCAPES, RuntimeError.LAUNCH_FAILED);
        reboot(Protection.VERIFIED_DIRECTORY, Protection.TARGETS_IN_ROOT);
        root.run(runtime, attack);
        assertThat(root.output())
                .as("three levels above the gate is the host's directory")
                .contains("layer\n", "upper\n");
    }

    /** A link in the image where a mount shall go, as in CVE-2021-30465 and CVE-2019-16884. */
    @Test
    void aMountTargetCannotLeadOutOfTheRoot() throws Exception {
        Path victim = dir.resolve("victim");
        Path source = Files.writeString(dir.resolve("source"), "bound\n");
        Files.createSymbolicLink(root.layer.resolve("etc/resolv.conf"), victim);
        RuntimeSpec oci = root.shell("cat /etc/resolv.conf; cat " + victim);
        RuntimeSpec attack = oci.plusMounts(List.of(Mount.bind(source.toString(), "/etc/resolv.conf")));
        assertThatThrownBy(() -> root.run(runtime, attack)).isInstanceOf(JstackException.class);
        assertThat(victim).doesNotExist();
        // where the directory exists in the image, the link is followed there, and only there
        Files.createDirectories(root.layer.resolve(dir.toString().substring(1)));
        root.run(runtime, attack);
        assertThat(root.output()).isEqualTo("bound\nbound\n");
        assertThat(victim).doesNotExist();

        reboot(Protection.TARGETS_IN_ROOT);
        root.run(runtime, attack);
        assertThat(victim).exists();
    }

    @Test
    void theHostsDeviceNodesCannotBeChanged() throws Exception {
        Path full = Path.of("/dev/full");
        Set<java.nio.file.attribute.PosixFilePermission> before = Files.getPosixFilePermissions(full);
        try {
            root.run(runtime, root.shell("chmod 0606 /dev/full; echo x > /dev/null && echo wrote"));
            assertThat(Files.getPosixFilePermissions(full)).isEqualTo(before);
            assertThat(root.output()).contains("Read-only file system", "wrote");
            reboot(Protection.READ_ONLY_NODES);
            root.run(runtime, root.shell("chmod 0606 /dev/full"));
            assertThat(Files.getPosixFilePermissions(full)).isNotEqualTo(before);
        } finally {
            Files.setPosixFilePermissions(full, before);
        }
    }

    @Test
    void nodesThatAContainerMakesDoNotOpen() throws Exception {
        root.run(
                runtime,
                root.shell("mknod /disk c 1 5; head -c 1 /disk; mknod /dev/disk c 1 5; head -c 1 /dev/disk; echo end"));
        assertThat(root.output())
                .contains("head: /disk: Permission denied", "head: /dev/disk: Permission denied", "end");
        reboot(Protection.CLOSED_NODES);
        // a device that the group's list allows: nothing but nodev refuses it
        root.run(runtime, root.shell("head -c 1 /disk | wc -c"));
        assertThat(root.output()).isEqualTo("1\n");
    }

    /** A thread in a frozen group stops the whole JVM at its next safepoint; and who only visited must be gone when limits are set. */
    @Test
    void nobodyButTheContainerIsInItsGroup() {
        Prepared prepared = runtime.prepare(root.launch(root.shell("true")));
        try {
            Cgroup group = runtime.cgroups()
                    .open(root.launch(root.shell("")).oci().linux().cgroupsPath());
            assertThat(group.processes()).isSubsetOf(prepared.pid());
            await().untilAsserted(() -> assertThat(group.processes()).containsExactly(prepared.pid()));
        } finally {
            prepared.abort();
        }
    }

    /**
     * After unshare(CLONE_NEWNS) any file the thread opens may be the image's: a class, a library, java.security. What it does is the
     * prepared list, and beside it only what libc and the JVM need of the kernel without a path.
     */
    @Test
    void theMouldMakesNoCallThatWasNotPrepared() throws Exception {
        assertThat(callsNotPrepared())
                .as("no path is looked up; the write tells the coordinator of the end")
                .isSubsetOf(
                        "clone3",
                        "mmap",
                        "munmap",
                        "mprotect",
                        "madvise",
                        "rt_sigprocmask",
                        "futex",
                        "gettid",
                        "exit",
                        "write");
        assertThat(callsNotPrepared(Protection.WARMED_UP))
                .as("classes are read from the jar")
                .containsAnyOf("openat", "lseek", "read", "pread64");
    }

    private List<String> callsNotPrepared(Protection... without) throws Exception {
        Path trace = dir.resolve("trace");
        List<String> strace = List.of("strace", "-f", "-qq", "-o", trace.toString());
        List<String> prepared = new java.util.ArrayList<>();
        try (EngineProcess engine = EngineProcess.start("strace", INSTANCE, dir, strace, without)) {
            for (Optional<String> line = engine.line(); line.isPresent(); line = engine.line()) {
                prepared.add(line.get());
            }
            engine.exit();
        }
        List<String> made = StraceLog.callsAfterUnshare(Files.readAllLines(trace));
        assertThat(made).hasSizeGreaterThan(20);
        if (without.length == 0) {
            assertThat(prepared).endsWith("done");
            assertThat(made).contains("pivot_root", "clone3").hasSizeGreaterThan(100);
        }
        return StraceLog.beside(made, prepared);
    }

    /** SCMP_ACT_KILL_PROCESS on a call the launch itself makes. */
    @Test
    void aProfileCannotKillTheEngine() throws Exception {
        try (EngineProcess engine = EngineProcess.start("deadly-filter", INSTANCE, dir, List.of())) {
            assertThat(engine.line()).contains("spec-refused");
        }
        try (EngineProcess engine =
                EngineProcess.start("deadly-filter", INSTANCE, dir, List.of(), Protection.CHECKED_FILTER)) {
            assertThat(engine.line()).isEmpty();
            assertThat(engine.exit()).as("SIGSYS").hasValue(128 + 31);
        }
        assertThat(runtime.sweep()).isLessThan(2);
        runtime.cgroups()
                .children()
                .forEach(group ->
                        runtime.cgroups().open(runtime.cgroups().path(group)).remove(Patience.longest()));
    }

    /** The limit is hit by arguments and environment before the program starts: the program fails, the engine lives. */
    @Test
    void aMemoryLimitTooSmallForTheEnvironmentEndsOnlyTheContainer() throws Exception {
        List<String> large = new java.util.ArrayList<>();
        for (int i = 0; i < 16; i++) {
            large.add("V" + i + "=" + "x".repeat(100_000));
        }
        RuntimeSpec oci = root.shell("true");
        RuntimeSpec squeezed = oci.withProcess(oci.process().withEnv(large))
                .withLinux(oci.linux()
                        .withResources(oci.linux().resources().withMemory(Resources.Memory.NONE.withLimit(512 << 10))));
        assertThatThrownBy(() -> root.run(runtime, squeezed))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.LAUNCH_FAILED))
                .hasMessageContaining("may not fit into its memory limit");
        assertThat(root.run(runtime, oci.withProcess(oci.process().withEnv(large)))
                        .number())
                .hasValue(0);
    }

    /** A limit on tasks that counts the engine's threads would fail the spawn. */
    @Test
    void limitsAreSetAtTheGate() throws Exception {
        RuntimeSpec oci = root.shell("cat /proc/self/status & wait; echo alone");
        root.run(
                runtime,
                oci.withLinux(oci.linux().withResources(oci.linux().resources().withPids(Resources.Pids.of(1)))));
        assertThat(root.output()).contains("can't fork").doesNotContain("CapEff");
    }

    /** A process that waits shares the engine's descriptors unless they were closed, and lives on when the engine is killed. */
    @Test
    void whatWaitsAtAGateHoldsNoPortOfItsEngine() throws Exception {
        assertThat(isPortFreeAfterTheEnginesDeath()).isTrue();
        assertThat(isPortFreeAfterTheEnginesDeath(Protection.CLOSED_DESCRIPTORS))
                .isFalse();
    }

    private boolean isPortFreeAfterTheEnginesDeath(Protection... without) throws Exception {
        int port;
        try (EngineProcess engine = EngineProcess.start("gate", INSTANCE, dir, List.of(), without)) {
            assertThat(engine.line()).as("the pid that waits").isPresent();
            port = Integer.parseInt(engine.line().orElseThrow());
            engine.kill();
        }
        try (FileChannel lock = FileChannel.open(dir.resolve("lock"), StandardOpenOption.WRITE)) {
            assertThat(lock.tryLock()).as("of the process, not of the file").isNotNull();
        }
        try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return again.isBound();
        } catch (BindException e) {
            return false;
        } finally {
            runtime.sweep();
            runtime.cgroups()
                    .children()
                    .forEach(group -> runtime.cgroups()
                            .open(runtime.cgroups().path(group))
                            .remove(Patience.longest()));
        }
    }

    @Test
    void limitsOfTheEngineAreNotTheContainers() throws Exception {
        Path own = Path.of("/proc/self/oom_score_adj");
        String before = Files.readString(own).strip();
        try {
            Files.writeString(own, "321");
            root.run(runtime, root.shell("ulimit -Sn; umask; cat /proc/self/oom_score_adj"));
            assertThat(root.output()).isEqualTo("1024\n0022\n0\n");
            reboot(Protection.OWN_LIMITS);
            root.run(runtime, root.shell("cat /proc/self/oom_score_adj; ulimit -Sn"));
            String[] inherited = root.output().split("\n", -1);
            assertThat(inherited[0]).isEqualTo("321");
            assertThat(Long.parseLong(inherited[1])).isGreaterThan(1024);
        } finally {
            Files.writeString(own, before);
        }
    }
}
