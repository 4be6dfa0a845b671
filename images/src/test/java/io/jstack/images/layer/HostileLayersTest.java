package io.jstack.images.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Reference;
import io.jstack.images.exchange.RootTar;
import io.jstack.images.exchange.TarImport;
import io.jstack.images.store.ImageStore;
import io.jstack.images.store.PruneScope;
import io.jstack.images.store.Removal;
import io.jstack.values.JstackException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Layers by which others were broken out of (runc, containerd, moby, buildah): each is refused, or does nothing outside of the store, and
 * what was refused leaves nothing there either.
 */
@Tag("root")
class HostileLayersTest {
    private static final Path VICTIM = Path.of("/tmp/jstack-hostile-layers-victim");

    @TempDir
    Path dir;

    static Stream<Arguments> layers() {
        String up = "../".repeat(30);
        String victim = VICTIM.toString();
        return Stream.of(
                Arguments.of("..", new TarFixture().file(up + "tmp/jstack-hostile-layers-victim/kept", "x")),
                Arguments.of(".. inside", new TarFixture().directory("a/", 0755).file("a/../../x", "x")),
                Arguments.of("absolute", new TarFixture().file(victim + "/kept", "x")),
                Arguments.of(
                        "absolute link above",
                        new TarFixture().symlink("a", victim).file("a/kept", "x")),
                Arguments.of(
                        "relative link above",
                        new TarFixture().symlink("a", up + victim).file("a/kept", "x")),
                Arguments.of(
                        "chain of links",
                        new TarFixture()
                                .symlink("a", "b")
                                .symlink("b", "c")
                                .symlink("c", victim)
                                .file("a/kept", "x")),
                Arguments.of(
                        "loop of links",
                        new TarFixture().symlink("a", "b").symlink("b", "a").file("a/kept", "x")),
                Arguments.of(
                        "whiteout below a link",
                        new TarFixture().symlink("a", victim).file("a/.wh.kept", "")),
                Arguments.of(
                        "opaque below a link",
                        new TarFixture().symlink("a", victim).file("a/.wh..wh..opq", "")),
                Arguments.of(
                        "whiteout of ..", new TarFixture().directory("a/", 0755).file("a/.wh...", "")),
                Arguments.of("whiteout of nothing", new TarFixture().file(".wh.", "")),
                Arguments.of(
                        "hard link outside",
                        new TarFixture().hardLink("a", victim + "/kept").file("a", "x")),
                Arguments.of(
                        "hard link by ..",
                        new TarFixture().hardLink("a", up + victim + "/kept").file("a", "x")),
                Arguments.of(
                        "hard link through a link",
                        new TarFixture()
                                .symlink("l", victim)
                                .hardLink("a", "l/kept")
                                .file("a", "x")),
                Arguments.of(
                        "hard link to a link",
                        new TarFixture()
                                .symlink("l", victim + "/kept")
                                .hardLink("a", "l")
                                .file("a", "x")),
                Arguments.of(
                        "directory replaced by a link",
                        new TarFixture()
                                .directory("a/", 0755)
                                .symlink("a", victim)
                                .file("a/kept", "x")),
                Arguments.of(
                        "link replaced by a directory",
                        new TarFixture()
                                .symlink("a", victim)
                                .directory("a/", 0700)
                                .file("a/kept", "x")),
                Arguments.of(
                        "file, link, file of one name",
                        new TarFixture()
                                .file("a", "1")
                                .symlink("a", victim + "/kept")
                                .file("a", "2")),
                Arguments.of(
                        "fifo and file of one name",
                        new TarFixture()
                                .entry(new TarHeader(TarFixture.bytes("a"), '6').mode(0644))
                                .file("a", "x")),
                Arguments.of(
                        "devices",
                        new TarFixture()
                                .entry(new TarHeader(TarFixture.bytes("mem"), '3')
                                        .mode(0666)
                                        .device(1, 1))
                                .entry(new TarHeader(TarFixture.bytes("disk"), '4')
                                        .mode(0666)
                                        .device(8, 0))
                                .file("mem/x", "x")),
                Arguments.of(
                        "overlayfs's own mark",
                        new TarFixture()
                                .entry(new TarHeader(TarFixture.bytes("a"), '3')
                                        .mode(0666)
                                        .device(0, 0))),
                Arguments.of(
                        "overlayfs's own attributes",
                        new TarFixture()
                                .file(
                                        new TarHeader(TarFixture.bytes("a"), '0')
                                                .mode(0644)
                                                .xattr("trusted.overlay.redirect", TarFixture.bytes("/etc")),
                                        "x")),
                Arguments.of("a part too long", new TarFixture().file("n".repeat(300), "x")),
                Arguments.of("a path too long", new TarFixture().file("n/".repeat(3000) + "x", "x")),
                Arguments.of("the root as a file", new TarFixture().file("./", "x")),
                Arguments.of(
                        "the root as a link",
                        new TarFixture().symlink(".", victim).file("kept", "x")),
                Arguments.of(
                        "an owner that is none",
                        new TarFixture()
                                .file(
                                        new TarHeader(TarFixture.bytes("a"), '0')
                                                .mode(0644)
                                                .owner(-1, -1),
                                        "x")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void nothingOutsideChanges(String name, TarFixture layer) throws Exception {
        refusedOrHarmless(new ByteArrayInputStream(layer.toBytes()));
    }

    private void refusedOrHarmless(InputStream layer) throws Exception {
        Files.createDirectories(VICTIM);
        Files.writeString(VICTIM.resolve("kept"), "kept");
        try (ImageStore store = ImageStore.open(dir.resolve("store"))) {
            String before = listing();
            Reference name = Reference.parse("hostile:1");
            try {
                new TarImport(store, ImageProgress.SILENT)
                        .read(RootTar.of(layer), List.of(name), ContainerDefaults.empty(), "test");
                store.remove(name.familiar(), Removal.CAREFUL, Set.of());
            } catch (JstackException e) {
                assertThat(e.code()).isIn(ImageError.INVALID_LAYER, ImageError.LAYER_TOO_LARGE);
                assertThat(store.list()).isEmpty();
            }
            assertThat(listing()).isEqualTo(before);
            store.prune(PruneScope.UNUSED_AND_CACHE, Set.of());
            for (String part : List.of("layers", "blobs/sha256", "images", "temp")) {
                assertThat(dir.resolve("store").resolve(part)).isEmptyDirectory();
            }
        } finally {
            Files.delete(VICTIM.resolve("kept"));
            Files.delete(VICTIM);
        }
    }

    /** All that is near enough to be hit: names, owners, modes, times, content. */
    private String listing() throws Exception {
        Process find = new ProcessBuilder(
                        "sh",
                        "-c",
                        "find " + VICTIM + " -printf '%p %y %m %U:%G %T@ %C@ %n\\n' -type f -exec sha256sum {} + ; "
                                + "find /etc /dev /usr/lib/os-release -xdev -type f -printf '%p %s %m %T@\\n' 2>/dev/null | sort | sha256sum; ls "
                                + dir)
                .redirectErrorStream(true)
                .start();
        String text = new String(find.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(find.waitFor()).isZero();
        return text;
    }

    /** CVE-2017-14992: 8 GB of zeros after the end; they are looked at, up to the limit, and never kept. */
    @Test
    void gigabytesOfPaddingAreRefused() throws Exception {
        InputStream layer = new SequenceInputStream(
                new ByteArrayInputStream(new TarFixture().file("a", "x").toBytes()), new Zeros(8L << 30));
        refusedOrHarmless(layer);
    }

    /** A gzip bomb, made of a member of zeros again and again: 3 GB from 3 MB. */
    @Test
    @Tag("long")
    void aBombIsRefusedBeforeTheDiskIsFull() throws Exception {
        byte[] member = gzip(new Zeros(1L << 20).readAllBytes());
        TarHeader header =
                new TarHeader(TarFixture.bytes("bomb"), '0').mode(0644).size(3L << 30);
        InputStream bomb = new SequenceInputStream(
                new ByteArrayInputStream(gzip(header.bytes())),
                new SequenceInputStream(Collections.enumeration(Collections.nCopies(3 << 10, member).stream()
                        .map(bytes -> (InputStream) new ByteArrayInputStream(bytes))
                        .toList())));
        refusedOrHarmless(bomb);
    }

    @Test
    @Tag("long")
    void aMillionEntriesOfOneNameAreOneFile() throws Exception {
        byte[] entry =
                new TarHeader(TarFixture.bytes("again"), '0').mode(0644).size(0).bytes();
        InputStream many =
                new SequenceInputStream(Collections.enumeration(Collections.nCopies(1_000_000, entry).stream()
                        .map(bytes -> (InputStream) new ByteArrayInputStream(bytes))
                        .toList()));
        refusedOrHarmless(new SequenceInputStream(many, new Zeros(1024)));
    }

    private static byte[] gzip(byte[] plain) throws Exception {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        try (java.util.zip.GZIPOutputStream packed = new java.util.zip.GZIPOutputStream(out)) {
            packed.write(plain);
        }
        byte[] bytes = out.toByteArray();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes())
                .hasSize(plain.length);
        return bytes;
    }

    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long count) {
            left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int got = (int) Math.min(length, left);
            java.util.Arrays.fill(into, offset, offset + got, (byte) 0);
            left -= got;
            return got;
        }
    }
}
