package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.jstack.runtime.Captured;
import io.jstack.runtime.Patience;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is run in a container to its end, on one thread. */
@Tag("root")
abstract class CaptureContract {
    static final int MOST = 4096;
    static final Duration LONG = Duration.ofSeconds(Patience.SECONDS);

    @TempDir
    Path dir;

    KernelRuntime runtime;
    BusyboxRoot root;
    RunningContainer container;

    @BeforeEach
    void start() throws IOException {
        runtime = KernelRuntime.boot(new RuntimeSettings("capture-test", dir.resolve("run")));
        root = new BusyboxRoot(dir, runtime);
        container = runtime.prepare(root.launch(root.spec("sleep", "1000"))).release(List.of());
    }

    @AfterEach
    void close() throws Exception {
        container.killAll();
        container.exited().get(Patience.SECONDS, TimeUnit.SECONDS);
        container.discard();
        root.close();
        runtime.close();
        runtime.cgroups().removeParent();
    }

    abstract Captured capture(ProcessSpec process, Duration patience);

    final Captured capture(String script, Duration patience) {
        return capture(script(script), patience);
    }

    static ProcessSpec script(String script) {
        return DefaultSpec.process(List.of("/bin/sh", "-c", script));
    }

    static int code(Captured captured) {
        return captured.end().orElseThrow().number().orElseThrow();
    }

    @Test
    void bothStreamsAndTheCodeAreTold() {
        Captured captured = capture("echo good; echo bad >&2; exit 7", LONG);

        assertThat(code(captured)).isEqualTo(7);
        assertThat(captured.output()).isEqualTo("good\nbad\n");
    }

    @Test
    void aSignalIsTheEndToo() {
        assertThat(code(capture("kill -9 $$", LONG))).isEqualTo(137);
    }

    @Test
    void muchOutputIsTakenToItsEndAndOnlyTheFirstOfItKept() {
        Captured captured = capture("head -c 300000 /dev/zero | tr '\\0' x; exit 3", LONG);

        assertThat(code(captured)).isEqualTo(3);
        assertThat(captured.output()).isEqualTo("x".repeat(MOST));
    }

    @Test
    void itsInputIsEmpty() {
        assertThat(code(capture("read line", LONG))).isEqualTo(1);
    }

    @Test
    void whatClosesItsOutputIsStillWaitedFor() {
        assertThat(code(capture("exec > /dev/null 2>&1; ls /bin; exit 5", LONG)))
                .isEqualTo(5);
    }

    @Test
    void aChildInTheBackgroundIsNotWaitedFor() {
        Captured captured = capture("sleep 1000 & echo begun", LONG);

        assertThat(code(captured)).isZero();
        assertThat(captured.output()).isEqualTo("begun\n");
    }

    /** It leaves nothing of what was announced, while somebody could still write. */
    @Test
    void whoTakesTheOutputAwayDoesNotHoldUpTheEnd() {
        String thief = "cat </proc/self/fd/1 >/dev/null & usleep 100000; echo one; usleep 1000; echo two; sleep 1000";
        for (int round = 0; round < 12; round++) {
            Captured captured = assertTimeoutPreemptively(LONG, () -> capture(thief, Duration.ofMillis(400)));
            assertThat(captured.end()).isEmpty();
        }
    }

    /** Its input is a device of the host. */
    @Test
    void theHostsDeviceCannotBeChangedByItsInput() throws IOException {
        Path device = Path.of("/dev/null");
        Set<PosixFilePermission> before = Files.getPosixFilePermissions(device);
        try {
            assertThat(code(capture("chmod 640 /proc/self/fd/0", LONG))).isNotZero();
            assertThat(Files.getPosixFilePermissions(device)).isEqualTo(before);
        } finally {
            Files.setPosixFilePermissions(device, before);
        }
    }

    @Test
    void whatTakesTooLongIsKilledWithItsChildren() {
        Captured captured = capture("sleep 777 & echo waiting; sleep 777", Duration.ofMillis(300));

        assertThat(captured.end()).isEmpty();
        assertThat(captured.output()).isEqualTo("waiting\n");
        await().atMost(LONG).until(() -> !isAnythingSleeping777());
    }

    private static boolean isAnythingSleeping777() throws IOException {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (commandLine(process).equals("sleep\0" + "777\0")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"));
        } catch (IOException gone) {
            return "";
        }
    }
}
