package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.NetworkNamespace;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.TerminalSize;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * CVE-2025-52565: {@code /dev/console} is exchanged for a link to the host, by somebody who shares the {@code /dev} of a container with a
 * terminal. The engine refuses such a container by name; this one is a record of the runtime's, with a devpts in the shared directory.
 */
@Tag("root")
class ConsoleRaceTest {
    private static final int RENAME_EXCHANGE = 2;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path dir;

    private KernelRuntime runtime;
    private BusyboxRoot root;
    private Path shared;
    private Path victim;

    @BeforeEach
    void boot() throws IOException {
        boot(Protection.all());
        shared = Files.createDirectory(dir.resolve("shared"));
        victim = dir.resolve("victim");
        Files.createFile(shared.resolve("console"));
        Files.createSymbolicLink(shared.resolve("console.link"), victim);
    }

    private void boot(Set<Protection> protections) throws IOException {
        runtime = KernelRuntime.boot(
                new RuntimeSettings("console-race-test", dir.resolve("run")), protections, ProcMount.ofHost());
        root = new BusyboxRoot(dir, runtime);
    }

    @AfterEach
    void close() {
        root.close();
        runtime.close();
        runtime.cgroups().removeParent();
    }

    @Test
    void aConsoleThatChangesLeadsNowhereOnTheHost() throws Exception {
        race(Duration.ofSeconds(2));
    }

    @Test
    @Tag("long")
    void aConsoleThatChangesForAMinuteLeadsNowhereOnTheHost() throws Exception {
        race(MINUTE);
    }

    private void race(Duration time) throws Exception {
        Outcomes outcomes = launchFor(time);
        assertThat(victim).as("a file of the host's, made through the link").doesNotExist();
        assertThat(outcomes.bound()).as("consoles that were terminals").isPositive();
        assertThat(outcomes.refused()).as("launches that met the link").isPositive();

        close();
        Files.delete(dir.resolve("out"));
        Set<Protection> without = EnumSet.allOf(Protection.class);
        without.remove(Protection.TARGETS_IN_ROOT);
        boot(without);
        launchFor(MINUTE);
        assertThat(victim).as("what the race is for").exists();
    }

    private record Outcomes(int bound, int refused) {}

    /** Launches until the victim is there or the time is over. */
    private Outcomes launchFor(Duration time) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread racer = new Thread(() -> exchange(over), "racer");
        racer.start();
        int bound = 0;
        int refused = 0;
        try {
            long end = System.nanoTime() + time.toNanos();
            while (Files.notExists(victim) && System.nanoTime() < end) {
                try {
                    Prepared prepared = runtime.prepare(launch());
                    bound += hasConsole(prepared) ? 1 : 0;
                    prepared.abort();
                } catch (JstackException e) {
                    assertThat(e.code()).isEqualTo(RuntimeError.LAUNCH_FAILED);
                    refused++;
                }
            }
        } finally {
            over.set(true);
            racer.join();
        }
        return new Outcomes(bound, refused);
    }

    private void exchange(AtomicBoolean over) {
        NativeMemory name = NativeMemory.ofText(shared.resolve("console").toString());
        NativeMemory link = NativeMemory.ofText(shared.resolve("console.link").toString());
        while (!over.get()) {
            Linux.call(Syscall.RENAMEAT2, "console", Linux.AT_FDCWD, name, Linux.AT_FDCWD, link, RENAME_EXCHANGE);
        }
    }

    private LaunchSpec launch() {
        RuntimeSpec oci = root.spec("true");
        List<Mount> mounts = new ArrayList<>();
        for (Mount mount : oci.mounts()) {
            mounts.add(mount);
            if (mount.destination().equals("/dev")) {
                mounts.add(Mount.bind(shared.toString(), "/dev", "rprivate"));
            }
        }
        return new LaunchSpec(
                root.id,
                oci.withMounts(mounts),
                root.overlay(),
                new Stdio.Terminal(new TerminalSize(24, 80)),
                new NetworkNamespace.Fresh(),
                dir.resolve("run"));
    }

    private static boolean hasConsole(Prepared prepared) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + prepared.pid() + "/mountinfo")).stream()
                .anyMatch(line -> line.contains(" /dev/console "));
    }
}
