package io.jstack.volumes;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyUpTest {
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z"));

    @TempDir
    Path temp;

    private final Map<String, List<String>> users = new HashMap<>();
    private Volumes volumes;
    private Path upper;
    private Path lower;
    private Path data;

    @BeforeEach
    void open() throws IOException {
        volumes = Volumes.open(temp.resolve("volumes"), name -> users.getOrDefault(name, List.of()));
        data = volumes.ensure(VolumeDefinition.local("data")).mountpoint();
        upper = Files.createDirectories(temp.resolve("upper"));
        lower = Files.createDirectories(temp.resolve("lower"));
    }

    @Test
    void aFreshVolumeTakesOverModesTimesAndLinks() throws IOException {
        Path seed = Files.createDirectories(lower.resolve("srv/seed/sub"));
        Path file = Files.writeString(seed.resolve("a"), "hello");
        Files.createLink(seed.resolveSibling("hard"), file);
        Files.createSymbolicLink(seed.resolve("soft"), Path.of("/etc/passwd"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setPosixFilePermissions(lower.resolve("srv/seed"), PosixFilePermissions.fromString("rwxrwx---"));
        Files.setLastModifiedTime(file, LONG_AGO);
        Files.setLastModifiedTime(seed, LONG_AGO);

        fillAt("/srv/seed");

        assertThat(data.resolve("sub/a")).hasContent("hello");
        assertThat(mode(data.resolve("sub/a"))).isEqualTo(0640);
        assertThat(mode(data)).isEqualTo(0770);
        assertThat(FileStatus.of(data.resolve("sub/a")).modified().toInstant())
                .isEqualTo(Files.getLastModifiedTime(file).toInstant());
        assertThat(Files.getLastModifiedTime(data.resolve("sub"))).isEqualTo(Files.getLastModifiedTime(seed));
        assertThat(Files.readSymbolicLink(data.resolve("sub/soft"))).isEqualTo(Path.of("/etc/passwd"));
        assertThat(FileStatus.of(data.resolve("hard")).inode())
                .isEqualTo(FileStatus.of(data.resolve("sub/a")).inode());
        assertThat(data.getParent()).isDirectoryNotContaining(path -> !path.equals(data));
    }

    @Test
    void whatAnUpperLayerHoldsWins() throws IOException {
        write(lower, "srv/a", "old");
        write(lower, "srv/b", "below");
        write(upper, "srv/a", "new");

        fillAt("/srv");

        assertThat(data.resolve("a")).hasContent("new");
        assertThat(data.resolve("b")).hasContent("below");
    }

    @Test
    void aLinkOnTheWayIsFollowedInsideTheImageOnly() throws IOException {
        write(lower, "var/real/a", "image");
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "host");
        Files.createSymbolicLink(lower.resolve("absolute"), Path.of("/var/real"));
        Files.createSymbolicLink(lower.resolve("climbing"), Path.of("../../../../../../" + outside));
        Files.createSymbolicLink(lower.resolve("round"), Path.of("round"));

        fillAt("/climbing");
        fillAt("/round");
        assertThat(data).isEmptyDirectory();

        fillAt("/absolute");
        assertThat(data.resolve("a")).hasContent("image");
    }

    @Test
    void aVolumeThatHoldsSomethingIsLeftAlone() throws IOException {
        write(lower, "srv/a", "image");
        Files.writeString(data.resolve("mine"), "user");

        fillAt("/srv");

        assertThat(data.resolve("a")).doesNotExist();
    }

    @Test
    void nocopyLeavesAFreshVolumeEmpty() throws IOException {
        write(lower, "srv/a", "image");

        volumes.mountsFor(container(new WantedMount.Named("data", "/srv", Access.READ_WRITE, CopyImageData.NEVER)));

        assertThat(data).isEmptyDirectory();
    }

    @Test
    void theModeAskedForWinsOverTheImages() throws IOException {
        write(lower, "srv/a", "image");
        Volume volume = volumes.ensure(new VolumeDefinition("moded", "local", Map.of("mode", "1777"), Map.of()));

        volumes.mountsFor(container(Mounts.named("moded", "/srv")));

        assertThat(volume.mountpoint().resolve("a")).exists();
        assertThat(mode(volume.mountpoint())).isEqualTo(01777);
    }

    @Test
    void holesStayHoles() throws IOException {
        Path sparse = Files.createDirectories(lower.resolve("srv")).resolve("sparse");
        long size = 64L << 20;
        try (FileChannel channel = FileChannel.open(sparse, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 1 << 20);
            channel.write(ByteBuffer.wrap(new byte[] {0}), size - 1);
        }

        fillAt("/srv");

        assertThat(Files.size(data.resolve("sparse"))).isEqualTo(size);
        assertThat(Files.mismatch(sparse, data.resolve("sparse"))).isEqualTo(-1);
        assertThat(allocated(data.resolve("sparse"))).isLessThan(1 << 20);
    }

    @Test
    void aCopyThatWasCutOffStartsAgain() throws IOException {
        write(lower, "srv/a", "whole");
        write(data.resolveSibling(".jstack-copying"), "files/a", "ha");

        fillAt("/srv");

        assertThat(data.resolve("a")).hasContent("whole");
        assertThat(data.resolveSibling(".jstack-copying")).doesNotExist();
    }

    @Test
    void aCopyThatWasWholeIsOnlyMovedInAndYieldsToWhatIsThere() throws IOException {
        Files.createDirectories(data.resolveSibling(".jstack-copied/model"));
        write(data.resolveSibling(".jstack-copied"), "files/a", "image");
        write(data.resolveSibling(".jstack-copied"), "files/b", "image");
        Files.createSymbolicLink(data.resolve("a"), Path.of("/etc/passwd"));

        fillAt("/srv");

        assertThat(data.resolve("a")).isSymbolicLink();
        assertThat(data.resolve("b")).hasContent("image");
        assertThat(data.resolveSibling(".jstack-copied")).doesNotExist();
    }

    /**
     * A host directory that is bound is filled in sight of the containers that have it already: one of them puts links to the host in the
     * places of what is made there, again and again.
     */
    @Test
    void aBoundVolumeIsNotFilledThroughLinksOfItsContainers() throws Exception {
        Path victim = Files.createDirectories(temp.resolve("victim/files"));
        Files.writeString(victim.resolve("kept"), "kept");
        Path device = Files.createDirectory(temp.resolve("device"));
        for (int i = 0; i < 8; i++) {
            write(lower, "srv/%d/deep/deeper/file".formatted(i), "image");
        }
        volumes.ensure(new VolumeDefinition(
                "bound", "local", Map.of("type", "none", "o", "bind", "device", device.toString()), Map.of()));
        AtomicBoolean over = new AtomicBoolean();
        Thread racer = new Thread(() -> {
            while (!over.get()) {
                exchange(device, victim);
            }
        });
        racer.start();
        try {
            for (int i = 0; i < 100; i++) {
                try {
                    volumes.mountsFor(container(Mounts.named("bound", "/srv")));
                } catch (JstackException refused) {
                    assertThat(refused.code()).isEqualTo(VolumeError.COPY_UP_FAILED);
                }
                assertThat(victim).as("time %d", i).isDirectoryContaining(file -> file.endsWith("kept"));
                assertThat(victim.resolve("kept")).hasContent("kept");
                try (Stream<Path> all = Files.list(victim)) {
                    assertThat(all).as("time %d", i).hasSize(1);
                }
                empty(device);
            }
        } finally {
            over.set(true);
            racer.join();
        }
    }

    /** What a container can do: links in the places of directories. As in a container, no name of its own leads it to the host. */
    private static void exchange(Path device, Path victim) {
        Path files = Path.of("files");
        for (String name : List.of(".jstack-copying", ".jstack-copied")) {
            try (DirectoryStream<Path> opened = Files.newDirectoryStream(device);
                    SecureDirectoryStream<Path> stage = inner(secure(opened), Path.of(name))) {
                SecureDirectoryStream<Path> top = secure(opened);
                try (SecureDirectoryStream<Path> made = inner(stage, files)) {
                    replace(device, top, made, Path.of("7"), victim);
                }
                replace(device, top, stage, files, victim);
                replace(device, top, top, Path.of(name), victim.resolve(".."));
            } catch (IOException notThere) {
                // tried again
            }
        }
    }

    private static void replace(
            Path device, SecureDirectoryStream<Path> top, SecureDirectoryStream<Path> within, Path name, Path target)
            throws IOException {
        Path link = Files.createSymbolicLink(device.resolve("link-" + System.nanoTime()), target);
        try {
            within.move(name, top, Path.of("aside-" + System.nanoTime()));
            top.move(link.getFileName(), within, name);
        } finally {
            Files.deleteIfExists(link);
        }
    }

    private static SecureDirectoryStream<Path> inner(SecureDirectoryStream<Path> within, Path name) throws IOException {
        return within.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) {
        return (SecureDirectoryStream<Path>) stream;
    }

    private static void empty(Path device) throws IOException {
        try (Stream<Path> all = Files.list(device)) {
            for (Path path : all.toList()) {
                try {
                    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                        DirectoryTree.delete(path);
                    } else {
                        Files.deleteIfExists(path);
                    }
                } catch (IOException movedMeanwhile) {
                    // the next time
                }
            }
        }
    }

    private void fillAt(String target) {
        volumes.mountsFor(container(Mounts.named("data", target)));
    }

    private ContainerMounts container(WantedMount mount) {
        return new ContainerMounts(List.of(mount), List.of(), List.of(), List.of(), List.of(upper, lower), Map.of());
    }

    /** {@code stx_blocks} of statx(2), in bytes. */
    private static long allocated(Path file) {
        NativeMemory answer = NativeMemory.ofSize(256);
        Linux.call(Syscall.STATX, file.toString(), Linux.AT_FDCWD, UnixPath.of(file), 0, 0x400, answer);
        return answer.buffer().getLong(48) * 512;
    }

    private static void write(Path root, String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static int mode(Path path) throws IOException {
        return FileStatus.of(path).permissions();
    }
}
