package io.jstack.images.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.build.BuildRequest;
import io.jstack.images.build.ImageBuilder;
import io.jstack.images.exchange.ArchiveLoad;
import io.jstack.images.exchange.ContainerCommit;
import io.jstack.images.exchange.ImageArchive;
import io.jstack.images.exchange.RootTar;
import io.jstack.images.exchange.TarImport;
import io.jstack.images.layer.TarBuilder;
import io.jstack.images.store.DiskCalls.Call;
import io.jstack.images.store.DiskCalls.Rename;
import io.jstack.images.store.DiskCalls.Sync;
import io.jstack.images.store.DiskCalls.Unlink;
import io.jstack.values.JstackException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order the store writes, syncs and renames: what a power failure leaves is decided there, and no test can pull the plug. */
@Tag("root")
class StoreOrderTest {
    @TempDir
    Path dir;

    private final RecordingKernel kernel = new RecordingKernel();
    private Path root;
    private ImageStore store;

    @BeforeEach
    void anEmptyStore() {
        root = dir.resolve("store");
        store = ImageStore.open(root, kernel);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Image imported(String name) {
        return new TarImport(store, ImageProgress.SILENT)
                .read(
                        RootTar.of(new ByteArrayInputStream(
                                new TarBuilder(1).file("f", 0644, name).toBytes())),
                        List.of(Reference.parse(name)),
                        ContainerDefaults.empty(),
                        "test");
    }

    /** Directories of the store instead of names that are new each time. */
    private String told(Call call) {
        if (call instanceof Rename rename) {
            return "rename " + place(rename.from()) + " " + place(rename.to());
        }
        return call instanceof Sync sync ? "fsync " + place(sync.path()) : "unlink " + place(((Unlink) call).file());
    }

    private String place(Path path) {
        String name = root.relativize(path).toString();
        return name.replaceFirst("^(temp|layers|images|blobs/sha256|cache)/[0-9a-z-]+", "$1/…");
    }

    @Test
    void anImageIsOnDiskBeforeItHasAName() {
        imported("a:1");
        assertThat(kernel.calls().stream().map(this::told))
                .containsExactly(
                        // its layer
                        "rename temp/… layers/…",
                        "fsync temp/…",
                        "rename temp/… layers/….json",
                        "fsync layers",
                        // its config
                        "fsync temp/…",
                        "rename temp/… blobs/sha256/…",
                        "fsync blobs/sha256",
                        // itself
                        "fsync temp/…",
                        "rename temp/… images/….json",
                        "fsync images",
                        // its name
                        "fsync temp/…",
                        "rename temp/… references.json",
                        "fsync ");
    }

    @Test
    void aNameIsGoneBeforeWhatItStoodFor() {
        imported("a:1");
        kernel.forget();
        store.remove("a:1", Removal.CAREFUL, Set.of());
        assertThat(kernel.calls().stream().map(this::told))
                .containsExactly(
                        "fsync temp/…",
                        "rename temp/… references.json",
                        "fsync ",
                        "unlink images/….json",
                        "fsync images",
                        "unlink layers/….json",
                        "rename layers/… temp/…",
                        "unlink blobs/sha256/…");
    }

    @Test
    void nothingIsEverVisibleBeforeWhatItNeedsIsOnDisk() throws Exception {
        Image image = imported("a:1");
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        new ImageArchive(store).write(List.of(new ImageArchive.Saved(image, image.references())), archive);
        store.remove("a:1", Removal.CAREFUL, Set.of());
        new ArchiveLoad(store, ImageProgress.SILENT)
                .read(new ByteArrayInputStream(archive.toByteArray()), Platform.host());
        Path context = Files.createDirectories(dir.resolve("context"));
        Files.writeString(context.resolve("f"), "f");
        Files.writeString(context.resolve("Dockerfile"), "FROM a:1\nRUN one\nCOPY f /g\nRUN two\n");
        try (ImageBuilder builder =
                new ImageBuilder(store, (name, when, platform, progress) -> store.get(name.familiar()), step -> {
                    write(step.upper().resolve("built"), step.args().toString());
                    return 0;
                })) {
            builder.build(
                    BuildRequest.of(context)
                            .tags(List.of(Reference.parse("built:1")))
                            .build(),
                    ImageProgress.SILENT);
        }
        Path upper = Files.createDirectories(dir.resolve("upper"));
        write(upper.resolve("written"), "w");
        new ContainerCommit(store)
                .commit(new ContainerCommit.Wanted(
                        store.get("built:1").id(),
                        upper,
                        List.of(),
                        ContainerDefaults.empty(),
                        List.of(Reference.parse("committed:1")),
                        Optional.empty(),
                        Optional.empty()));
        store.tag(store.get("built:1").id(), Reference.parse("again:1"));
        store.remove("built:1", Removal.CAREFUL, Set.of());
        store.prune(PruneScope.UNUSED_AND_CACHE, Set.of());

        assertThat(kernel.calls()).hasSizeGreaterThan(60);
        requireOrder(kernel.made());
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Each file synced before it is published, each directory before what relies on a name in it: of a build's layers and cache, which are
     * recorded beside each other, that is what the same thread did, of all else whatever was done before.
     */
    private void requireOrder(List<RecordingKernel.Made> calls) {
        Set<Path> synced = new HashSet<>();
        Map<Path, Thread> dirty = new HashMap<>();
        for (RecordingKernel.Made made : calls) {
            Call call = made.call();
            if (call instanceof Sync sync) {
                synced.add(sync.path());
                dirty.remove(sync.path());
            } else if (call instanceof Rename rename && !rename.to().startsWith(root.resolve("temp"))) {
                boolean isTree = isLayer(rename.to()) && !rename.to().toString().endsWith(".json");
                if (isTree) {
                    continue; // nobody looks for it before its record is there
                }
                assertThat(synced).as("%s: synced before", told(rename)).contains(rename.from());
                Path into = rename.to().getParent();
                Map<Path, Thread> needed = new HashMap<>(dirty);
                needed.remove(into);
                if (isLayer(rename.to()) || rename.to().startsWith(root.resolve("cache"))) {
                    needed.values().removeIf(by -> by != made.by());
                }
                assertThat(needed)
                        .as("%s: everything else is on disk", told(rename))
                        .isEmpty();
                dirty.put(into, made.by());
            } else if (call instanceof Unlink unlink && isKept(unlink.file())) {
                assertThat(dirty)
                        .as("%s: nobody needs it any more", told(unlink))
                        .isEmpty();
            }
        }
        assertThat(dirty).as("on disk in the end").isEmpty();
    }

    private boolean isLayer(Path path) {
        return root.resolve("layers").equals(path.getParent());
    }

    private boolean isKept(Path path) {
        return isLayer(path) || path.startsWith(root.resolve("blobs"));
    }

    @Test
    void whatTheDiskRefusesToKeepIsNotPublished() {
        kernel.failingToSyncIn(root.resolve("temp"));
        assertThatThrownBy(() -> imported("a:1"))
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.IO))
                .hasMessageContaining("Input/output error");
        assertThat(store.list()).isEmpty();
        assertThat(root.resolve("references.json")).doesNotExist();
        assertThat(root.resolve("images")).isEmptyDirectory();
    }
}
