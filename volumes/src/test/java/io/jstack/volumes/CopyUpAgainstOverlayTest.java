package io.jstack.volumes;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Syscall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's own overlayfs is the reference for what a merged image directory is. */
@Tag("root")
class CopyUpAgainstOverlayTest {
    private static final int S_IFCHR = 0020000;
    private static final int S_IFIFO = 0010000;
    private static final int MS_RDONLY = 1;
    private static final int MNT_DETACH = 2;

    @TempDir
    Path temp;

    private Path upper;
    private Path middle;
    private Path lower;

    @BeforeEach
    void layers() throws IOException {
        upper = Files.createDirectories(temp.resolve("upper/srv"));
        middle = Files.createDirectories(temp.resolve("middle/srv"));
        lower = Files.createDirectories(temp.resolve("lower/srv"));

        Files.writeString(lower.resolve("deleted"), "gone");
        node(upper.resolve("deleted"), S_IFCHR, 0);

        Files.createDirectories(lower.resolve("opaque"));
        Files.writeString(lower.resolve("opaque/old"), "gone");
        Files.createDirectories(middle.resolve("opaque"));
        Files.writeString(middle.resolve("opaque/new"), "kept");
        ExtendedAttributes.set(middle.resolve("opaque"), "trusted.overlay.opaque", new byte[] {'y'});

        Files.createDirectories(lower.resolve("turned/into"));
        Files.writeString(middle.resolve("turned"), "a file");

        Files.writeString(lower.resolve("back"), "first");
        node(middle.resolve("back"), S_IFCHR, 0);
        Files.createDirectories(upper.resolve("back"));
        Files.writeString(upper.resolve("back/again"), "third");

        Files.createDirectories(lower.resolve("shared"));
        Files.createDirectories(upper.resolve("shared"));
        Files.writeString(lower.resolve("shared/a"), "a");
        Files.writeString(upper.resolve("shared/b"), "b");
        Files.setAttribute(upper.resolve("shared"), "unix:uid", 1234);
        Files.setAttribute(upper.resolve("shared"), "unix:mode", 02775);

        Path program = Files.writeString(lower.resolve("ping"), "#!");
        Files.setAttribute(program, "unix:uid", 33);
        Files.setAttribute(program, "unix:gid", 44);
        Files.setAttribute(program, "unix:mode", 06755);
        // cap_net_raw+ep, revision 2; its bytes are no text.
        ExtendedAttributes.set(
                program, "security.capability", HexFormat.of().parseHex("0100000200200000000000000000000000000000"));
        node(lower.resolve("fifo"), S_IFIFO, 0);
        node(lower.resolve("null"), S_IFCHR, 0x103);
        Path link = Files.createSymbolicLink(lower.resolve("link"), Path.of("nowhere"));
        Linux.call(Syscall.FCHOWNAT, "link", Linux.AT_FDCWD, UnixPath.of(link), 55, 66, 0x100);
        Files.setAttribute(upper, "unix:uid", 999);
        Files.setAttribute(upper, "unix:gid", 998);
        Files.setAttribute(upper, "unix:mode", 0750);
    }

    @Test
    void aFilledVolumeIsWhatOverlayfsShowsAtTheTarget() throws IOException {
        List<Path> layers = List.of(upper.getParent(), middle.getParent(), lower.getParent());
        Volumes volumes = Volumes.open(temp.resolve("volumes"), name -> List.of());
        Path data = volumes.ensure(VolumeDefinition.local("data")).mountpoint();

        volumes.mountsFor(new ContainerMounts(
                List.of(Mounts.named("data", "/srv")), List.of(), List.of(), List.of(), layers, Map.of()));

        Path merged = Files.createDirectories(temp.resolve("merged"));
        String options = "lowerdir=%s:%s:%s".formatted(layers.get(0), layers.get(1), layers.get(2));
        Linux.call(
                Syscall.MOUNT,
                merged.toString(),
                NativeMemory.ofText("overlay"),
                UnixPath.of(merged),
                NativeMemory.ofText("overlay"),
                MS_RDONLY,
                NativeMemory.ofText(options));
        try {
            Map<String, String> expected = describe(merged.resolve("srv"));
            assertThat(expected)
                    .containsKeys("opaque/new", "back/again", "fifo")
                    .doesNotContainKeys("deleted", "opaque/old");
            assertThat(describe(data)).containsExactlyEntriesOf(expected);
        } finally {
            Linux.call(Syscall.UMOUNT2, merged.toString(), UnixPath.of(merged), MNT_DETACH);
        }
    }

    private static void node(Path path, int kind, int device) {
        Linux.call(Syscall.MKNODAT, path.toString(), Linux.AT_FDCWD, UnixPath.of(path), kind | 0644, device);
    }

    /** Each name with all that copy-up promises to keep. */
    private static Map<String, String> describe(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                FileStatus status = FileStatus.of(path);
                StringBuilder line = new StringBuilder("%o %d:%d dev %d at %s"
                        .formatted(status.mode(), status.uid(), status.gid(), status.rdev(), status.modified()));
                for (String name :
                        ExtendedAttributes.names(path).stream().sorted().toList()) {
                    line.append(' ')
                            .append(name)
                            .append('=')
                            .append(HexFormat.of()
                                    .formatHex(
                                            ExtendedAttributes.get(path, name).orElseThrow()));
                }
                if (status.isSymbolicLink()) {
                    line.append(" -> ").append(Files.readSymbolicLink(path));
                } else if (status.isRegular()) {
                    line.append(' ').append(new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
                }
                files.put(root.relativize(path).toString(), line.toString());
            }
        }
        return files;
    }
}
