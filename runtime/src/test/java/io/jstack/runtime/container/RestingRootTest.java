package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jstack.runtime.RestingRoot;
import io.jstack.runtime.RestingSpec;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.SafePath;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.Root;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("root")
class RestingRootTest {
    private static final Root WRITABLE = new Root("rootfs", false);
    private static final Root READ_ONLY = new Root("rootfs", true);
    private static final int CREATE = Linux.O_CREAT | Linux.O_WRONLY;

    @TempDir
    Path dir;

    private KernelRuntime runtime;
    private BusyboxRoot root;

    @BeforeEach
    void boot() throws IOException {
        runtime = KernelRuntime.boot(new RuntimeSettings("resting-test", dir.resolve("run")));
        root = new BusyboxRoot(dir, runtime);
    }

    @AfterEach
    void close() {
        root.close();
        runtime.close();
        runtime.cgroups().removeParent();
    }

    private RestingRoot open(Root readonly, Mount... mounts) {
        return runtime.open(new RestingSpec(root.id, root.overlay(), readonly, List.of(mounts), dir.resolve("run")));
    }

    private static String read(RestingRoot from, String path) throws IOException {
        try (Fd file = SafePath.open(from.directory(), path, Linux.O_RDONLY)) {
            return Files.readString(Path.of("/proc/self/fd/" + file.number()));
        }
    }

    private static void write(RestingRoot to, String path, String text) {
        try (Fd file = SafePath.open(to.directory(), path, CREATE)) {
            Linux.write(file, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void assertReadOnly(ThrowingCallable writing) {
        assertThatThrownBy(writing)
                .isInstanceOfSatisfying(
                        KernelException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EROFS));
    }

    @Test
    void showsLayersAndVolumesAndTakesWhatIsWritten() throws IOException {
        Path volume = Files.createDirectories(dir.resolve("volume"));
        Files.writeString(volume.resolve("kept"), "in the volume");
        Files.writeString(root.upper.resolve("written"), "by a run");
        try (RestingRoot open = open(WRITABLE, Mount.bind(volume.toString(), "/made/for/it", "rprivate"))) {
            assertThat(read(open, "/etc/passwd")).startsWith("root:");
            assertThat(read(open, "/written")).isEqualTo("by a run");
            assertThat(read(open, "/made/for/it/kept")).isEqualTo("in the volume");
            write(open, "/etc/new", "for the next run");
            write(open, "/made/for/it/new", "for the volume");
        }
        assertThat(root.upper.resolve("etc/new")).hasContent("for the next run");
        assertThat(volume.resolve("new")).hasContent("for the volume");
        assertThat(root.upper.resolve("made/for/it")).isEmptyDirectory();
    }

    @Test
    void leavesNothingOpenAndNothingMounted() throws IOException {
        open(WRITABLE).close(); // classes that are loaded keep their jars open
        await().until(() ->
                Files.readString(Path.of("/proc/self/cgroup")).contains("name=resting-test")); // see GroupMoves
        List<String> before = descriptors();
        String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
        try (RestingRoot open = open(WRITABLE, Mount.bind(dir.toString(), "/host", "rprivate"))) {
            assertThat(read(open, "/etc/group")).isNotEmpty();
            assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(mounts);
        }
        assertThat(descriptors()).isEqualTo(before);
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()) // it answers before it is gone
                .extracting(Thread::getName)
                .doesNotContain("resting-root"));
    }

    private static List<String> descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.map(RestingRootTest::target)
                    .filter(target -> !target.contains("/proc/"))
                    .sorted()
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "/proc/ of the listing itself";
        }
    }

    /** What an image plants where a volume goes leads nowhere but into the image. */
    @Test
    void aLinkOfTheImageIsFollowedInsideOnly() throws IOException {
        Path volume = Files.createDirectories(dir.resolve("volume"));
        Path outside = Files.createDirectories(dir.resolve("outside"));
        Files.createSymbolicLink(root.layer.resolve("data"), outside);
        Files.createDirectories(
                root.layer.resolve(Path.of("/").relativize(outside).toString()));
        try (RestingRoot open = open(WRITABLE, Mount.bind(volume.toString(), "/data/inner", "rprivate"))) {
            write(open, "/data/inner/file", "text");
        }
        assertThat(volume.resolve("file")).hasContent("text");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void whatIsReadOnlyOrInMemoryIsNotWritten() throws IOException {
        Path volume = Files.createDirectories(dir.resolve("volume"));
        Mount readOnly = Mount.bind(volume.toString(), "/ro", "ro", "rprivate");
        try (RestingRoot open = open(WRITABLE, readOnly, Mount.tmpfs("/tmp", "size=1m"))) {
            assertReadOnly(() -> write(open, "/ro/file", "text"));
            assertReadOnly(() -> write(open, "/tmp/file", "text"));
        }
        try (RestingRoot open = open(READ_ONLY)) {
            assertReadOnly(() -> write(open, "/etc/file", "text"));
        }
        assertThat(volume).isEmptyDirectory();
        assertThat(root.upper.resolve("etc/file")).doesNotExist();
    }

    @Test
    void aBindWhoseSourceIsGoneIsRefusedByName() {
        assertThatThrownBy(() -> open(WRITABLE, Mount.bind(dir + "/gone", "/data", "rprivate")))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.SPEC_REFUSED))
                .hasMessageContaining(dir + "/gone");
    }

    @Test
    void whatTheKernelRefusesIsSaidAndLeavesNothing() throws IOException {
        Files.writeString(root.layer.resolve("file"), "no directory");
        String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
        assertThatThrownBy(() -> open(WRITABLE, Mount.bind(dir.toString(), "/file/below", "rprivate")))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.LAUNCH_FAILED));
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(mounts);
    }
}
