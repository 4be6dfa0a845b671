package io.jstack.images.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.FileSystemStat;
import io.jstack.runtime.kernel.Linux;
import io.jstack.values.Bytes;
import io.jstack.values.JstackException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("root")
class LayerExtractorTest {
    @TempDir
    Path dir;

    private Extracted extract(TarFixture tar) throws IOException {
        return extract(tar.stream());
    }

    private Extracted extract(InputStream tar) throws IOException {
        return new LayerExtractor(LayerLimits.DEFAULT)
                .extract(tar, Files.createDirectories(dir.resolve("layer")), List.of(), read -> {});
    }

    private Path layer(String name) {
        return dir.resolve("layer").resolve(name);
    }

    private FileSystemStat stat(String name) {
        try (Fd root = Linux.open(dir.resolve("layer").toString(), Linux.O_PATH | Linux.O_DIRECTORY)) {
            return new FileSystemCalls().stat(root, TarFixture.bytes(name));
        }
    }

    @Test
    void filesKeepContentModeOwnerAndTime() throws Exception {
        TarFixture tar = new TarFixture()
                .directory("etc/", 0751)
                .file(
                        new TarHeader(TarFixture.bytes("etc/suid"), '0')
                                .mode(04755)
                                .owner(1000, 70000)
                                .modified(1_234_567),
                        "hello");
        Extracted extracted = extract(tar);

        assertThat(extracted.diffId()).isEqualTo(Digest.of(tar.toBytes()));
        assertThat(extracted.size()).isEqualTo(new Bytes(5));
        assertThat(layer("etc/suid")).hasContent("hello");
        FileSystemStat file = stat("etc/suid");
        assertThat(file.permissions()).isEqualTo(04755);
        assertThat(file.uid()).isEqualTo(1000);
        assertThat(file.gid()).isEqualTo(70000);
        assertThat(file.mtimeSeconds()).isEqualTo(1_234_567);
        assertThat(stat("etc").permissions()).isEqualTo(0751);
        assertThat(stat("etc").mtimeSeconds()).isEqualTo(1_000_000);
    }

    @Test
    void aBinaryAttributeArrivesByteForByte() throws Exception {
        byte[] capability = {1, 0, 0, 2, (byte) 0x80, (byte) 0xff, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        extract(new TarFixture()
                .file(
                        new TarHeader(TarFixture.bytes("ping"), '0')
                                .mode(0755)
                                .xattr("security.capability", capability)
                                .xattr("trusted.overlay.redirect", TarFixture.bytes("/elsewhere")),
                        "x"));
        try (Fd root = Linux.open(dir.resolve("layer").toString(), Linux.O_PATH | Linux.O_DIRECTORY)) {
            FileSystemCalls files = new FileSystemCalls();
            assertThat(files.getXattr(root, TarFixture.bytes("ping"), "security.capability"))
                    .hasValueSatisfying(value -> assertThat(value).isEqualTo(capability));
            assertThat(files.listXattrs(root, TarFixture.bytes("ping"))).containsExactly("security.capability");
        }
    }

    @Test
    void whiteoutsBecomeOverlayfsOwn() throws Exception {
        extract(new TarFixture()
                .file("a/.wh.gone", "")
                .file("b/.wh..wh..opq", "")
                .file("b/kept", "x")
                .file("c/.wh.dir", "")
                .directory("c/dir/", 0755)
                .file(".wh..wh.plnk", ""));
        assertThat(Whiteout.is(stat("a/gone"))).isTrue();
        assertThat(layer("b/kept")).exists();
        assertThat(stat("c/dir").isDirectory()).isTrue();
        try (Fd root = Linux.open(dir.resolve("layer").toString(), Linux.O_PATH | Linux.O_DIRECTORY)) {
            FileSystemCalls files = new FileSystemCalls();
            assertThat(Whiteout.isOpaque(files, root, TarFixture.bytes("b"))).isTrue();
            assertThat(Whiteout.isOpaque(files, root, TarFixture.bytes("c/dir")))
                    .as("a directory that replaces one from below hides what was in it")
                    .isTrue();
            assertThat(Whiteout.isOpaque(files, root, TarFixture.bytes("a"))).isFalse();
        }
        try (var names = Files.list(dir.resolve("layer"))) {
            assertThat(names.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    /** containerd pkg/archive/tar_test.go, TestBreakouts: what an ancestor link points to outside is never written. */
    @ParameterizedTest
    @ValueSource(strings = {"%s", "../../../../../../../../../..%s"})
    void aPlantedLinkLeadsNowhereElse(String form) throws Exception {
        Path outside = Files.createDirectory(dir.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        String target = form.formatted(outside);
        TarFixture tar = new TarFixture()
                .symlink("out", target)
                .file("out/new", "x")
                .file("out/.wh.kept", "")
                .symlink("link", target + "/kept")
                .file("link", "replaced");
        assertThatThrownBy(() -> extract(tar))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.INVALID_LAYER));
        assertThat(outside).isDirectoryContaining(p -> p.endsWith("kept"));
        assertThat(outside.resolve("new")).doesNotExist();
        assertThat(outside.resolve("kept")).hasContent("kept");
    }

    @Test
    void aLinkToADirectoryOfTheSameLayerIsFollowedInside() throws Exception {
        extract(new TarFixture()
                .directory("usr/", 0755)
                .directory("usr/lib/", 0755)
                .symlink("lib", "/usr/lib")
                .file("lib/x", "in"));
        assertThat(layer("usr/lib/x")).hasContent("in");
    }

    @Test
    void aFileReplacesALinkInsteadOfWritingThroughIt() throws Exception {
        Path victim = Files.writeString(dir.resolve("victim"), "safe");
        extract(new TarFixture().symlink("f", victim.toString()).file("f", "new"));
        assertThat(victim).hasContent("safe");
        assertThat(Files.isSymbolicLink(layer("f"))).isFalse();
        assertThat(layer("f")).hasContent("new");
    }

    @Test
    void aHardLinkCannotTakeAFileFromOutside() throws Exception {
        Path victim = Files.writeString(dir.resolve("victim"), "safe");
        assertThatThrownBy(() -> extract(new TarFixture().hardLink("f", victim.toString())))
                .hasMessageContaining("hard link");
        assertThatThrownBy(() -> extract(new TarFixture().hardLink("g", "../victim")))
                .hasMessageContaining("leaves its root");
        extract(new TarFixture()
                .symlink("s", victim.toString())
                .hardLink("h", "s")
                .file("h", "new"));
        assertThat(victim).hasContent("safe");
    }

    @Test
    void hardLinksShareTheirFile() throws Exception {
        extract(new TarFixture().file("a", "one").hardLink("b", "./a").hardLink("sub/c", "/a"));
        assertThat(stat("b").inode()).isEqualTo(stat("a").inode());
        assertThat(stat("sub/c").inode()).isEqualTo(stat("a").inode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "..", "a/.."})
    void aNameThatLeavesItsRootIsRefused(String name) {
        assertThatThrownBy(() -> extract(new TarFixture().file(name, "x"))).hasMessageContaining("leaves its root");
        assertThat(dir.resolve("x")).doesNotExist();
    }

    @Test
    void anAbsoluteNameIsTakenBelowTheRoot() throws Exception {
        extract(new TarFixture().file("/etc/passwd", "x").directory("./", 0700));
        assertThat(layer("etc/passwd")).hasContent("x");
        assertThat(stat(".").permissions()).isEqualTo(0700);
    }

    @Test
    void whatALayerBelowSaysOfAnImpliedDirectoryHolds() throws Exception {
        Path below = Files.createDirectories(dir.resolve("below/home/me"));
        try (Fd me = Linux.open(below.toString(), Linux.O_RDONLY)) {
            FileSystemCalls files = new FileSystemCalls();
            files.chown(me, 1000, 1000);
            files.chmod(me, 0700);
        }
        Extracted extracted = new LayerExtractor(LayerLimits.DEFAULT)
                .extract(
                        new TarFixture().file("home/me/x", "x").stream(),
                        Files.createDirectory(dir.resolve("layer")),
                        List.of(dir.resolve("below")),
                        read -> {});
        assertThat(stat("home/me").permissions()).isEqualTo(0700);
        assertThat(stat("home/me").uid()).isEqualTo(1000);
        assertThat(extracted.fit()).isEqualTo(Extracted.Fit.THESE_LOWER_LAYERS);
    }

    /** CVE-2017-14992: a tiny tar and gigabytes of padding. */
    @Test
    void endlessPaddingIsRefused() throws Exception {
        LayerLimits small = new LayerLimits(new Bytes(1 << 30), 10, 1000, new Bytes(1 << 20));
        InputStream padded = new SequenceInputStream(
                new TarFixture().file("a", "x").stream(), new ByteArrayInputStream(new byte[4 << 20]));
        assertThatThrownBy(() -> new LayerExtractor(small)
                        .extract(padded, Files.createDirectory(dir.resolve("layer")), List.of(), read -> {}))
                .hasMessageContaining("after the end of the tar");
    }

    @Test
    void tooManyEntriesOrBytesAreRefused() throws Exception {
        TarFixture tar = new TarFixture();
        for (int i = 0; i < 20; i++) {
            tar.file("f" + i, "x".repeat(1000));
        }
        Files.createDirectory(dir.resolve("layer"));
        assertThatThrownBy(() -> new LayerExtractor(new LayerLimits(new Bytes(1 << 20), 10, 1000, new Bytes(0)))
                        .extract(tar.stream(), dir.resolve("layer"), List.of(), read -> {}))
                .hasMessageContaining("10 entries");
        assertThatThrownBy(() -> new LayerExtractor(new LayerLimits(new Bytes(2000), 100, 1000, new Bytes(0)))
                        .extract(tar.stream(), dir.resolve("layer"), List.of(), read -> {}))
                .hasMessageContaining("uncompressed");
    }

    @Test
    void gzipIsUnpackedAndAccountedPlain() throws Exception {
        TarFixture tar = new TarFixture().file("a", "x".repeat(100_000));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(tar.toBytes());
        }
        assertThat(extract(new ByteArrayInputStream(packed.toByteArray())).diffId())
                .isEqualTo(Digest.of(tar.toBytes()));
    }

    @Test
    void aTruncatedTarIsRefused() {
        byte[] whole = new TarFixture().file("a", "x".repeat(5000)).toBytes();
        assertThatThrownBy(() -> extract(new ByteArrayInputStream(whole, 0, 3000)))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.INVALID_LAYER));
    }

    @Test
    void aNameThatIsNoUtf8KeepsItsBytes() throws Exception {
        byte[] name = {'a', (byte) 0xff, (byte) 0xe4};
        extract(new TarFixture().file(new TarHeader(name, '0').mode(0644), "x"));
        try (Fd root = Linux.open(dir.resolve("layer").toString(), Linux.O_RDONLY | Linux.O_DIRECTORY)) {
            FileSystemCalls files = new FileSystemCalls();
            assertThat(files.list(root))
                    .singleElement()
                    .satisfies(e -> assertThat(e.name()).isEqualTo(name));
            files.unlink(root, name);
        }
    }

    @Test
    void aTreeWrittenAsTarAndReadAgainIsTheSameTar() throws Exception {
        byte[] value = {(byte) 0x80, 0, 1};
        extract(new TarFixture()
                .directory("d/", 01777)
                .file(
                        new TarHeader(TarFixture.bytes("d/" + "n".repeat(150) + "é"), '0')
                                .mode(0600)
                                .owner(5_000_000, 7)
                                .xattr("user.x", value),
                        "content")
                .symlink("l", "t".repeat(300))
                .file("one", "x")
                .hardLink("two", "one")
                .file("d/.wh.gone", "")
                .file("o/.wh..wh..opq", "")
                .entry(new TarHeader(TarFixture.bytes("null"), '3').mode(0666).device(1, 3))
                .entry(new TarHeader(TarFixture.bytes("pipe"), '6').mode(0600)));
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        LayerTar.write(dir.resolve("layer"), first);
        Path again = Files.createDirectory(dir.resolve("again"));
        new LayerExtractor(LayerLimits.DEFAULT)
                .extract(new ByteArrayInputStream(first.toByteArray()), again, List.of(), read -> {});
        assertThat(LayerTar.sum(again).diffId()).isEqualTo(Digest.of(first.toByteArray()));
        assertThat(Files.readSymbolicLink(again.resolve("l")).toString()).hasSize(300);
        assertThat(Files.exists(again.resolve("d/gone"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }
}
