package io.jstack.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Descriptor;
import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.exchange.RootTar;
import io.jstack.images.exchange.TarImport;
import io.jstack.images.layer.TarBuilder;
import io.jstack.images.manifest.MediaTypes;
import io.jstack.images.store.ImageStore;
import io.jstack.values.JstackException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry or a client that is killed in the middle of a transfer: it goes on, and what arrives is the same to the byte. */
@Tag("root")
class RegistryResumeTest {
    /** More than the sockets and both ends hold on the way. */
    private static final int SIZE = 24 << 20;

    private static final RegistrySettings SETTINGS = new RegistrySettings(Set.of(), List.of());

    @TempDir
    Path dir;

    private static byte[] layer() {
        byte[] noise = new byte[SIZE];
        new Random(4).nextBytes(noise);
        return new TarBuilder(7).file("noise", 0644, noise).toBytes();
    }

    private static Image image(ImageStore store, String name) {
        return new TarImport(store, ImageProgress.SILENT)
                .read(
                        RootTar.of(new ByteArrayInputStream(layer())),
                        List.of(Reference.parse(name)),
                        ContainerDefaults.empty(),
                        "test");
    }

    @Test
    void aPullOutlivesItsRegistry() throws Exception {
        try (DockerRegistry registry = DockerRegistry.start(dir, "");
                ImageStore here = ImageStore.open(dir.resolve("here"));
                ImageStore there = ImageStore.open(dir.resolve("there"));
                RegistryPull pull = new RegistryPull(there, SETTINGS)) {
            Reference name = Reference.parse(registry.address() + "/app:v1");
            Image pushed = image(here, name.familiar());
            new RegistryPush(here, SETTINGS).push(name, ImageProgress.SILENT);

            AtomicBoolean killed = new AtomicBoolean();
            ImageProgress killing = event -> {
                // on the transferring thread itself: it is midway for as long as this takes
                if (event instanceof ImageProgress.Transfer transfer
                        && transfer.current() > 2 << 20
                        && transfer.current() < transfer.total()
                        && killed.compareAndSet(false, true)) {
                    killAndStartAgain(registry);
                }
            };
            Image pulled = pull.pull(name, Platform.host(), killing);

            assertThat(killed).isTrue();
            assertThat(pulled.id()).isEqualTo(pushed.id());
            assertThat(there.check()).isEmpty();
        }
    }

    /** Nothing is learnt from a port where nobody listens, such as that the registry there speaks TLS. */
    @Test
    void aRegistryMayComeLaterThanTheFirstQuestion() throws Exception {
        try (DockerRegistry registry = DockerRegistry.start(dir, "");
                ImageStore here = ImageStore.open(dir.resolve("here"));
                ImageStore there = ImageStore.open(dir.resolve("there"));
                RegistryPull pull = new RegistryPull(there, SETTINGS, new CountDownLatch(1), length -> {})) {
            Reference name = Reference.parse(registry.address() + "/app:v1");
            Image pushed = image(here, name.familiar());
            new RegistryPush(here, SETTINGS).push(name, ImageProgress.SILENT);
            registry.kill();
            assertThatThrownBy(() -> pull.pull(name, Platform.host(), ImageProgress.SILENT))
                    .isInstanceOfSatisfying(
                            JstackException.class,
                            e -> assertThat(e.code()).isEqualTo(ImageError.REGISTRY_UNREACHABLE));
            registry.startAgain();
            assertThat(pull.pull(name, Platform.host(), ImageProgress.SILENT).id())
                    .isEqualTo(pushed.id());
        }
    }

    @Test
    void aPushOutlivesItsRegistry() throws Exception {
        try (DockerRegistry registry = DockerRegistry.start(dir, "");
                ImageStore here = ImageStore.open(dir.resolve("here"));
                ImageStore there = ImageStore.open(dir.resolve("there"));
                RegistryPull pull = new RegistryPull(there, SETTINGS)) {
            Reference name = Reference.parse(registry.address() + "/app:v1");
            Image pushed = image(here, name.familiar());
            Path uploads = dir.resolve("registry/docker/registry/v2/repositories/app/_uploads");
            Thread killer = new Thread(() -> {
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(1))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> begunUpload(uploads));
                killAndStartAgain(registry);
            });
            killer.start();
            new RegistryPush(here, SETTINGS).push(name, ImageProgress.SILENT);
            killer.join();
            assertThat(pull.pull(name, Platform.host(), ImageProgress.SILENT).id())
                    .isEqualTo(pushed.id());
            assertThat(there.check()).isEmpty();
        }
    }

    private static void killAndStartAgain(DockerRegistry registry) {
        try {
            registry.killAndStartAgain();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean begunUpload(Path uploads) throws IOException {
        if (!Files.isDirectory(uploads)) {
            return false;
        }
        try (var entries = Files.walk(uploads)) {
            return entries.anyMatch(
                    path -> path.endsWith("data") && path.toFile().length() > 1 << 20);
        }
    }

    @Test
    void aPushGoesOnWhereTheRegistrySaysItGotTo() throws Exception {
        try (UploadRegistry registry = new UploadRegistry(5_000_000);
                ImageStore here = ImageStore.open(dir.resolve("here"))) {
            Reference name = Reference.parse(registry.address() + "/app:v1");
            Image image = image(here, name.familiar());
            new RegistryPush(here, SETTINGS).push(name, ImageProgress.SILENT);
            Descriptor blob = here.layersOf(image.id()).get(0).blob().orElseThrow();
            assertThat(registry.uploads)
                    .contains("PATCH 5000000-" + (blob.size() - 1))
                    .filteredOn("PATCH "::equals)
                    .as("the layer's begin, and the config")
                    .hasSize(2);
            assertThat(registry.blobs).containsOnlyKeys(blob.digest(), image.id());
        }
    }

    /** The next engine asks only for the rest. */
    @Test
    void aKilledClientsDownloadIsGoneOnWith() throws Exception {
        byte[] layer = layer();
        Digest digest = Digest.of(layer);
        try (FaultyRegistry registry = new FaultyRegistry()) {
            publish(registry, layer);
            registry.stallAfter.put("/v2/app/blobs/" + digest, 5_000_000);
            String name = registry.address() + "/app:v1";
            Path root = dir.resolve("store");
            Process victim = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            PullVictim.class.getName(),
                            root.toString(),
                            name)
                    .redirectErrorStream(true)
                    .redirectOutput(dir.resolve("victim.log").toFile())
                    .start();
            try {
                Path part = root.resolve("partial/sha256-" + digest.hex());
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> Files.exists(part) && Files.size(part) == 5_000_000);
            } finally {
                victim.destroyForcibly();
            }
            assertThat(victim.waitFor()).isEqualTo(137);

            try (ImageStore store = ImageStore.open(root);
                    RegistryPull pull = new RegistryPull(store, SETTINGS)) {
                Image image = pull.pull(Reference.parse(name), Platform.linux("amd64"), ImageProgress.SILENT);
                assertThat(image.layers().get(0).resolve("noise")).hasSize(SIZE);
                assertThat(store.check()).isEmpty();
            }
            assertThat(registry.requests).contains("/v2/app/blobs/" + digest + " bytes=5000000-");
        }
    }

    private static void publish(FaultyRegistry registry, byte[] layer) {
        byte[] config = """
                {"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":["%s"]},"config":{}}""".formatted(Digest.of(layer)).getBytes(StandardCharsets.UTF_8);
        byte[] manifest = """
                {"schemaVersion":2,"mediaType":"%s",
                 "config":{"mediaType":"%s","digest":"%s","size":%d},
                 "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}""".formatted(
                        MediaTypes.OCI_MANIFEST,
                        MediaTypes.OCI_CONFIG,
                        Digest.of(config),
                        config.length,
                        Digest.of(layer),
                        layer.length)
                .getBytes(StandardCharsets.UTF_8);
        registry.documents.put("/v2/app/blobs/" + Digest.of(config), config);
        registry.documents.put("/v2/app/blobs/" + Digest.of(layer), layer);
        registry.documents.put("/v2/app/manifests/v1", manifest);
        registry.types.put("/v2/app/manifests/v1", MediaTypes.OCI_MANIFEST);
    }
}
