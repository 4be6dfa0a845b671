package io.jstack.images.distro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Reference;
import io.jstack.images.store.ImageStore;
import io.jstack.values.JstackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("root")
class DistroImagesTest {
    @TempDir
    Path dir;

    @Test
    void busyboxIsMadeFromTheStaticProgramOfThisMachine() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/bin/busybox")), "busybox-static is not installed on this machine");
        try (ImageStore store = ImageStore.open(dir)) {
            Image image = new DistroImages(store).ensure(Reference.parse("distro.local/busybox"), ImageProgress.SILENT);
            assertThat(image.references()).containsExactly(Reference.parse("distro.local/busybox:latest"));
            assertThat(image.config().container().args()).containsExactly("sh");
            Path layer = image.layers().get(0);
            assertThat(layer.resolve("bin/sh")).hasSameBinaryContentAs(Path.of("/bin/busybox"));
            assertThat(layer.resolve("etc/passwd")).exists();
            assertThat(new DistroImages(store).ensure(Reference.parse("distro.local/busybox"), ImageProgress.SILENT))
                    .as("made once")
                    .isEqualTo(image);
            assertThat(store.check()).isEmpty();
        }
    }

    @Test
    void aMissingProgramIsNamedWithThePackageThatHasIt() {
        Machine bare = new Machine(List.of(dir.resolve("none")), dir.resolve("apt"));
        try (ImageStore store = ImageStore.open(dir.resolve("store"))) {
            DistroImages images = new DistroImages(store, bare);
            assertThatThrownBy(() -> images.ensure(Reference.parse("distro.local/debian:bookworm-slim"), event -> {}))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.PROGRAM_MISSING))
                    .hasMessageContaining("try: apt-get install mmdebstrap");
            assertThatThrownBy(() -> images.ensure(Reference.parse("distro.local/fedora"), event -> {}))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.IMAGE_NOT_FOUND));
        }
    }

    @Test
    void aBootstrapThatFailsLeavesNothingAndSaysWhy() throws Exception {
        Path program =
                Files.writeString(dir.resolve("mmdebstrap"), "#!/bin/sh\necho 'E: no such mirror' >&2\nexit 3\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        try (ImageStore store = ImageStore.open(dir.resolve("store"))) {
            DistroImages images = new DistroImages(store, new Machine(List.of(dir), dir.resolve("apt")));
            assertThatThrownBy(() -> images.ensure(Reference.parse("distro.local/debian:bookworm-slim"), event -> {}))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.BOOTSTRAP_FAILED))
                    .hasMessageContaining("no such mirror");
            assertThat(store.list()).isEmpty();
            assertThat(dir.resolve("store/temp")).isEmptyDirectory();
            assertThat(dir.resolve("store/layers")).isEmptyDirectory();
        }
    }

    /** Two minutes and a mirror: half a minute here. */
    @Test
    @Tag("long")
    void debianIsBootstrappedFromTheMirrorOfThisMachine() throws Exception {
        try (ImageStore store = ImageStore.open(dir)) {
            Image image = new DistroImages(store)
                    .ensure(Reference.parse("distro.local/debian:bookworm-slim"), event -> System.out.println(event));
            Path layer = image.layers().get(0);
            assertThat(layer.resolve("etc/debian_version")).content().startsWith("12.");
            assertThat(layer.resolve("dev")).isEmptyDirectory();
            assertThat(layer.resolve("usr/bin/bash")).isExecutable();
        }
    }
}
