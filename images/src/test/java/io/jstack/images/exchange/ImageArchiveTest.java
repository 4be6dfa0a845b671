package io.jstack.images.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.layer.TarBuilder;
import io.jstack.images.store.ImageStore;
import io.jstack.images.store.PruneScope;
import io.jstack.images.store.Removal;
import io.jstack.values.JstackException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Save and load, here and with Debian's skopeo and umoci. */
@Tag("root")
class ImageArchiveTest {
    private static final Reference NAME = Reference.parse("example.test/team/app:v1");

    @TempDir
    Path dir;

    private Image image(ImageStore store) {
        byte[] tar = new TarBuilder(1_000)
                .directory("etc", 0755)
                .file("etc/secret", 0600, "hush")
                .hardLink("etc/same", "etc/secret")
                .directory("bin", 01777)
                .file("bin/run", 04755, "#!/bin/sh\n")
                .symlink("link", "etc/secret")
                .toBytes();
        return new TarImport(store, ImageProgress.SILENT)
                .read(RootTar.of(new ByteArrayInputStream(tar)), List.of(NAME), ContainerDefaults.empty(), "test");
    }

    private static void save(ImageStore store, Image image, Path file) throws Exception {
        try (OutputStream out = Files.newOutputStream(file)) {
            new ImageArchive(store).write(List.of(new ImageArchive.Saved(image, image.references())), out);
        }
    }

    private static List<Image> load(ImageStore store, Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return new ArchiveLoad(store, ImageProgress.SILENT).read(in, Platform.host());
        }
    }

    @Test
    void whatIsSavedIsLoadedAsTheSameImageAndSavedAsTheSameBytes() throws Exception {
        try (ImageStore here = ImageStore.open(dir.resolve("here"));
                ImageStore there = ImageStore.open(dir.resolve("there"))) {
            Image saved = image(here);
            save(here, saved, dir.resolve("a.tar"));
            List<Image> loaded = load(there, dir.resolve("a.tar"));
            assertThat(loaded).extracting(Image::id).containsExactly(saved.id());
            assertThat(loaded.get(0).references()).containsExactly(NAME);
            assertThat(there.check()).isEmpty();
            save(there, loaded.get(0), dir.resolve("b.tar"));
            assertThat(dir.resolve("b.tar")).hasSameBinaryContentAs(dir.resolve("a.tar"));

            there.remove(NAME.familiar(), Removal.CAREFUL, Set.of());
            assertThat(everythingIn(dir.resolve("there"))).isEmpty();
        }
    }

    /** Layers and blobs on disk. */
    private static List<Path> everythingIn(Path store) throws Exception {
        try (Stream<Path> all = Stream.of("layers", "blobs/sha256", "images", "temp", "partial")
                .flatMap(name -> List.of(store.resolve(name).toFile().listFiles()).stream())
                .map(java.io.File::toPath)) {
            return all.toList();
        }
    }

    @Test
    void oldArchivesWithLinkedLayersAreRead() throws Exception {
        try (ImageStore store = ImageStore.open(dir.resolve("store"))) {
            byte[] layer = new TarBuilder(1).file("a", 0644, "a").toBytes();
            String id = io.jstack.images.Digest.of(layer).toString();
            String config =
                    "{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                            + id + "\",\"" + id + "\"]}}";
            byte[] archive = new TarBuilder(1)
                    .file("one/layer.tar", 0644, layer)
                    .symlink("two/layer.tar", "../one/layer.tar")
                    .file("c.json", 0644, config)
                    .file(
                            "manifest.json",
                            0644,
                            "[{\"Config\":\"c.json\",\"RepoTags\":[\"old:1\"],\"Layers\":[\"one/layer.tar\",\"two/layer.tar\"]}]")
                    .toBytes();
            Image image = new ArchiveLoad(store, ImageProgress.SILENT)
                    .read(new ByteArrayInputStream(archive), Platform.host())
                    .get(0);
            assertThat(image.references()).containsExactly(Reference.parse("old:1"));
            assertThat(image.layers()).hasSize(2).doesNotHaveDuplicates();
            assertThat(store.check()).isEmpty();
        }
    }

    @Test
    void aDamagedArchiveLeavesNothing() throws Exception {
        try (ImageStore here = ImageStore.open(dir.resolve("here"));
                ImageStore there = ImageStore.open(dir.resolve("there"))) {
            save(here, image(here), dir.resolve("a.tar"));
            byte[] whole = Files.readAllBytes(dir.resolve("a.tar"));
            byte[] cut = java.util.Arrays.copyOf(whole, whole.length / 2);
            refused(there, cut, ImageError.INVALID_IMAGE);
            byte[] turned = whole.clone();
            int at = indexOf(turned, "\"architecture\"");
            turned[at + 1] ^= 1;
            refused(there, turned, ImageError.DIGEST_MISMATCH, ImageError.INVALID_IMAGE);
            refused(there, "no tar at all".getBytes(StandardCharsets.UTF_8), ImageError.INVALID_IMAGE);
            refused(there, new TarBuilder(1).file("x", 0644, "y").toBytes(), ImageError.INVALID_IMAGE);
            there.prune(PruneScope.DANGLING, Set.of());
            assertThat(everythingIn(dir.resolve("there"))).isEmpty();
        }
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private static void refused(ImageStore store, byte[] archive, ImageError... codes) {
        assertThatThrownBy(() -> new ArchiveLoad(store, ImageProgress.SILENT)
                        .read(new ByteArrayInputStream(archive), Platform.host()))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isIn((Object[]) codes));
        assertThat(store.list()).isEmpty();
    }

    @Test
    void skopeoAndUmociReadWhatIsSaved() throws Exception {
        require("skopeo", "umoci");
        try (ImageStore store = ImageStore.open(dir.resolve("store"))) {
            Image image = image(store);
            save(store, image, dir.resolve("a.tar"));
            assertThat(run("skopeo", "inspect", "--config", "--raw", "docker-archive:" + dir + "/a.tar"))
                    .contains(image.config().diffIds().get(0).toString());
            run("skopeo", "copy", "-q", "oci-archive:" + dir + "/a.tar:v1", "oci:" + dir + "/layout:v1");
            run("umoci", "raw", "unpack", "--image", dir + "/layout:v1", dir + "/root");
            assertThat(listing(dir.resolve("root")))
                    .isEqualTo(listing(image.layers().get(0)));
        }
    }

    @Test
    void whatSkopeoWritesIsLoaded() throws Exception {
        require("skopeo");
        try (ImageStore here = ImageStore.open(dir.resolve("here"));
                ImageStore there = ImageStore.open(dir.resolve("there"))) {
            Image image = image(here);
            save(here, image, dir.resolve("a.tar"));
            String from = "docker-archive:" + dir + "/a.tar";
            run("skopeo", "copy", "-q", from, "docker-archive:" + dir + "/d.tar:" + NAME);
            run("skopeo", "copy", "-q", from, "oci-archive:" + dir + "/o.tar:" + NAME);
            for (String name : List.of("d.tar", "o.tar")) {
                Image loaded = load(there, dir.resolve(name)).get(0);
                assertThat(loaded.references()).containsExactly(NAME);
                assertThat(listing(loaded.layers().get(0)))
                        .isEqualTo(listing(image.layers().get(0)));
                there.remove(NAME.familiar(), Removal.CAREFUL, Set.of());
            }
        }
    }

    private static void require(String... programs) {
        for (String program : programs) {
            Assumptions.assumeTrue(
                    Files.isExecutable(Path.of("/usr/bin", program)),
                    program + " is not installed: apt-get install " + program);
        }
    }

    /** Names, kinds, modes, owners, times, link counts and targets, content. */
    private static String listing(Path tree) throws Exception {
        return run(
                "sh",
                "-c",
                "cd '" + tree
                        + "' && find . -mindepth 1 -printf '%p %y %m %U:%G %T@ %n %l\\n' | sort && find . -type f | sort | xargs sha256sum");
    }

    private static String run(String... words) throws Exception {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        process.getInputStream().transferTo(out);
        assertThat(process.waitFor()).as("%s: %s", String.join(" ", words), out).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }
}
