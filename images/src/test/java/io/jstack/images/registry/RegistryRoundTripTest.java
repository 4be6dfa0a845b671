package io.jstack.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.exchange.RootTar;
import io.jstack.images.exchange.TarImport;
import io.jstack.images.layer.LayerTar;
import io.jstack.images.layer.TarBuilder;
import io.jstack.images.store.ImageStore;
import io.jstack.values.JstackException;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Debian's own registry, over plain HTTP on loopback. */
@Tag("root")
class RegistryRoundTripTest {
    @TempDir
    Path dir;

    private Image image(ImageStore store, String name) {
        byte[] noise = new byte[3 << 20];
        new Random(1).nextBytes(noise);
        byte[] tar = new TarBuilder(1_000)
                .directory("etc", 0755)
                .file("etc/noise", 0600, noise)
                .symlink("link", "etc/noise")
                .toBytes();
        return new TarImport(store, ImageProgress.SILENT)
                .read(
                        RootTar.of(new ByteArrayInputStream(tar)),
                        List.of(Reference.parse(name)),
                        ContainerDefaults.empty(),
                        "test");
    }

    private RegistrySettings settings(String credentials) throws Exception {
        Path file = Files.writeString(dir.resolve("config.json"), credentials);
        return new RegistrySettings(Set.of(), List.of(file));
    }

    @Test
    void whatIsPushedComesBackAsTheSameImageAndGoesOutAsTheSameBytes() throws Exception {
        try (DockerRegistry registry = DockerRegistry.start(dir, "");
                ImageStore here = ImageStore.open(dir.resolve("here"));
                ImageStore there = ImageStore.open(dir.resolve("there"));
                RegistryPull pull = new RegistryPull(there, settings("{}"))) {
            Reference name = Reference.parse(registry.address() + "/team/app:v1");
            Image pushed = image(here, name.familiar());
            Digest digest = new RegistryPush(here, settings("{}")).push(name, ImageProgress.SILENT);

            Image pulled = pull.pull(name, Platform.host(), ImageProgress.SILENT);
            assertThat(pulled.id()).isEqualTo(pushed.id());
            assertThat(pulled.references()).containsExactly(name);
            assertThat(LayerTar.sum(pulled.layers().get(0)).diffId())
                    .isEqualTo(pushed.config().diffIds().get(0));
            assertThat(there.find(name.withDigest(digest))).contains(pulled);
            assertThat(pull.pull(name.withDigest(digest), Platform.host(), ImageProgress.SILENT))
                    .isEqualTo(pulled);
            assertThat(new RegistryPush(there, settings("{}")).push(name, ImageProgress.SILENT))
                    .isEqualTo(digest);
            assertThat(there.check()).isEmpty();

            assertThatThrownBy(() -> pull.pull(name.withTag("v2"), Platform.host(), ImageProgress.SILENT))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.IMAGE_NOT_FOUND))
                    .hasMessageContaining("has no image team/app:v2");
        }
    }

    /** The password of Apache's own documentation, bcrypt. */
    @Test
    void credentialsComeFromTheConfigFile() throws Exception {
        Path passwords = Files.writeString(
                dir.resolve("htpasswd"), "me:$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC\n");
        String auth = "auth: {htpasswd: {realm: test, path: %s}}".formatted(passwords);
        try (DockerRegistry registry = DockerRegistry.start(dir, auth);
                ImageStore store = ImageStore.open(dir.resolve("store"))) {
            Reference name = Reference.parse(registry.address() + "/app:1");
            Image image = image(store, name.familiar());
            assertThatThrownBy(() -> new RegistryPush(store, settings("{}")).push(name, ImageProgress.SILENT))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.REGISTRY_DENIED))
                    .hasMessageContaining("jstack login " + registry.address());
            String basic = java.util.Base64.getEncoder()
                    .encodeToString("me:myPassword".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            RegistrySettings known =
                    settings("{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(registry.address(), basic));
            new RegistryPush(store, known).push(name, ImageProgress.SILENT);
            try (RegistryPull pull = new RegistryPull(store, known)) {
                assertThat(pull.pull(name, Platform.host(), ImageProgress.SILENT)
                                .id())
                        .isEqualTo(image.id());
            }
        }
    }

    @Test
    void tagsAreListedAndRemovedWhereTheRegistryLets() throws Exception {
        try (DockerRegistry closed = DockerRegistry.start(dir, "");
                DockerRegistry open = DockerRegistry.startWithDelete(dir);
                ImageStore store = ImageStore.open(dir.resolve("store"))) {
            RemoteRepository remote = new RemoteRepository(settings("{}"));
            Reference name = Reference.parse(open.address() + "/app:1");
            store.tag(image(store, name.familiar()).id(), name.withTag("2"));
            Digest digest = new RegistryPush(store, settings("{}")).push(name, ImageProgress.SILENT);
            new RegistryPush(store, settings("{}")).push(name.withTag("2"), ImageProgress.SILENT);
            assertThat(remote.tags(name)).containsExactlyInAnyOrder("1", "2");

            Reference there = Reference.parse(closed.address() + "/app:1");
            assertThatThrownBy(() -> remote.remove(there))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.REGISTRY_DENIED))
                    .hasMessageContaining("lets nobody delete");

            assertThat(remote.remove(name)).isEqualTo(digest);
            assertThatThrownBy(() -> remote.remove(name))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.IMAGE_NOT_FOUND));
            assertThatThrownBy(() -> remote.tags(Reference.parse(open.address() + "/none")))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.IMAGE_NOT_FOUND));
        }
    }

    @Test
    void aRegistryThatIsNotThereIsNamed() throws Exception {
        try (ImageStore store = ImageStore.open(dir.resolve("store"));
                RegistryPull pull = new RegistryPull(store, settings("{}"))) {
            assertThatThrownBy(() -> pull.pull(Reference.parse("127.0.0.1:1/x"), Platform.host(), ImageProgress.SILENT))
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(ImageError.REGISTRY_UNREACHABLE))
                    .hasMessageContaining("registry 127.0.0.1:1 cannot be reached");
        }
    }
}
