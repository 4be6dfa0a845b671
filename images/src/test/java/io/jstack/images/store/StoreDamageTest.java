package io.jstack.images.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Reference;
import io.jstack.images.exchange.RootTar;
import io.jstack.images.exchange.TarImport;
import io.jstack.images.layer.TarBuilder;
import io.jstack.images.layer.TreeRemoval;
import io.jstack.values.JstackException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk took from one image is that image's damage: the others are listed, fsck names it, and it can be removed. */
@Tag("root")
class StoreDamageTest {
    @TempDir
    Path dir;

    /** Takes something away from an image of the closed store. */
    @FunctionalInterface
    private interface Damage {
        void to(Image image, Path root) throws IOException;
    }

    private static Image imported(ImageStore store, String name) {
        return new TarImport(store, ImageProgress.SILENT)
                .read(
                        RootTar.of(new ByteArrayInputStream(
                                new TarBuilder(1).file("f", 0644, name).toBytes())),
                        List.of(Reference.parse(name)),
                        ContainerDefaults.empty(),
                        "test");
    }

    private void onlyThatImageIsDamaged(Damage damage, String words) throws IOException {
        Path root = dir.resolve("store");
        Image hurt;
        Image sound;
        try (ImageStore store = ImageStore.open(root)) {
            hurt = imported(store, "hurt:1");
            sound = imported(store, "sound:1");
        }
        damage.to(hurt, root);
        try (ImageStore store = ImageStore.open(root)) {
            assertThat(store.list()).containsExactly(sound);
            assertThat(store.find("sound:1")).contains(sound);
            assertThat(store.damaged()).singleElement().satisfies(damaged -> {
                assertThat(damaged.id()).isEqualTo(hurt.id());
                assertThat(damaged.names()).containsExactly(Reference.parse("hurt:1"));
            });
            assertThatThrownBy(() -> store.get("hurt:1"))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.STORE_DAMAGED));
            assertThat(store.check())
                    .anySatisfy(line ->
                            assertThat(line).contains(hurt.id().shortHex()).contains(words));
            assertThat(store.remove("hurt:1", Removal.CAREFUL, Set.of()).deleted())
                    .containsExactly(hurt.id());
            assertThat(store.check()).isEmpty();
            assertThat(store.damaged()).isEmpty();
            assertThat(imported(store, "hurt:1").id()).as("and is made again").isNotNull();
        }
    }

    @Test
    void aLayerThatIsGone() throws IOException {
        onlyThatImageIsDamaged(
                (image, root) -> TreeRemoval.remove(image.layers().get(0)), "has lost its layer");
    }

    @Test
    void aLayersRecordThatIsNoRecord() throws IOException {
        onlyThatImageIsDamaged(
                (image, root) -> Files.writeString(Path.of(image.layers().get(0) + ".json"), "{\"diffId\": "),
                "has lost its layer");
    }

    @Test
    void aConfigThatIsGone() throws IOException {
        onlyThatImageIsDamaged(
                (image, root) -> Files.delete(
                        root.resolve("blobs/sha256").resolve(image.id().hex())),
                "has lost its config");
    }

    @Test
    void anImagesRecordThatIsNoRecord() throws IOException {
        onlyThatImageIsDamaged(
                (image, root) ->
                        Files.write(root.resolve("images").resolve(image.id().hex() + ".json"), new byte[100]),
                "cannot be read");
    }
}
