package io.jstack.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.layer.TarBuilder;
import io.jstack.images.manifest.MediaTypes;
import io.jstack.images.store.ImageStore;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pull does when the registry does not do what it should. */
@Tag("root")
class RegistryPullTest {
    @TempDir
    Path dir;

    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private FaultyRegistry registry;
    private ImageStore store;
    private RegistryPull pull;
    private byte[] layer;
    private Digest manifest;

    @BeforeEach
    void anImageAtARegistry() throws IOException {
        registry = new FaultyRegistry();
        store = ImageStore.open(dir.resolve("store"));
        pull = new RegistryPull(store, new RegistrySettings(Set.of(), List.of()), new CountDownLatch(1), pauses::add);
        byte[] noise = new byte[1 << 20];
        new Random(2).nextBytes(noise);
        layer = new TarBuilder(7)
                .directory("d", 0755)
                .file("d/noise", 0644, noise)
                .toBytes();
        manifest = publish(layer, Digest.of(layer), "amd64");
    }

    @AfterEach
    void nothingHalfMadeIsLeft() {
        pull.close();
        assertThat(store.check()).isEmpty();
        assertThat(dir.resolve("store/temp")).isEmptyDirectory();
        store.close();
        registry.close();
    }

    private Digest publish(byte[] layerBytes, Digest diffId, String architecture) {
        byte[] config = """
                {"os":"linux","architecture":"%s","rootfs":{"type":"layers","diff_ids":["%s"]},"config":{}}""".formatted(architecture, diffId).getBytes(StandardCharsets.UTF_8);
        byte[] text = """
                {"schemaVersion":2,"mediaType":"%s",
                 "config":{"mediaType":"%s","digest":"%s","size":%d},
                 "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}""".formatted(
                        MediaTypes.OCI_MANIFEST,
                        MediaTypes.OCI_CONFIG,
                        Digest.of(config),
                        config.length,
                        Digest.of(layerBytes),
                        layerBytes.length)
                .getBytes(StandardCharsets.UTF_8);
        blob(config);
        blob(layerBytes);
        document("/v2/app/manifests/v1", text, MediaTypes.OCI_MANIFEST);
        document("/v2/app/manifests/" + Digest.of(text), text, MediaTypes.OCI_MANIFEST);
        return Digest.of(text);
    }

    private void blob(byte[] content) {
        document("/v2/app/blobs/" + Digest.of(content), content, "application/octet-stream");
    }

    private void document(String path, byte[] content, String type) {
        registry.documents.put(path, content);
        registry.types.put(path, type);
    }

    private String layerPath() {
        return "/v2/app/blobs/" + Digest.of(layer);
    }

    private Reference name() {
        return Reference.parse(registry.address() + "/app:v1");
    }

    private Image pull() throws InterruptedException {
        return pull.pull(name(), Platform.linux("amd64"), ImageProgress.SILENT);
    }

    private void refused(ImageError code, String words) {
        assertThatThrownBy(this::pull)
                .isInstanceOfSatisfying(
                        JstackException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(words);
        assertThat(store.list()).isEmpty();
        assertThat(dir.resolve("store/layers")).isEmptyDirectory();
        assertThat(dir.resolve("store/partial")).isEmptyDirectory();
    }

    @Test
    void aBrokenTransferIsResumedWhereItBroke() throws Exception {
        registry.breakAfter.put(layerPath(), 300_000);
        registry.busy.put("/v2/app/manifests/v1", 2);
        Image image = pull();
        assertThat(image.layers().get(0).resolve("d/noise")).hasSize(1 << 20);
        assertThat(registry.requests)
                .filteredOn(r -> r.startsWith(layerPath()))
                .hasSize(2)
                .last()
                .asString()
                .contains("bytes=");
    }

    @Test
    void aBusyRegistryIsAskedAgainWhenItSays() throws Exception {
        registry.busy.put("/v2/app/manifests/v1", 2);
        pull();
        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
    }

    @Test
    void aRegistryThatStaysBusyIsGivenUp() {
        registry.busy.put("/v2/app/manifests/v1", 100);
        refused(ImageError.REGISTRY_UNREACHABLE, "answered 503 for image app:v1");
        assertThat(pauses).hasSize(4);
    }

    @Test
    void aTruncatedBlobIsNotKept() {
        document(layerPath(), java.util.Arrays.copyOf(layer, layer.length / 2), "application/octet-stream");
        refused(ImageError.DIGEST_MISMATCH, "gave %d bytes".formatted(layer.length / 2));
        assertThat(pauses).as("it is not asked again for what it does not have").isEmpty();
    }

    @Test
    void aBlobThatEndsWhereATransferBrokeIsNotKept() throws Exception {
        Files.write(store.blobs().partial(Digest.of(layer)), java.util.Arrays.copyOf(layer, 300_000));
        document(layerPath(), java.util.Arrays.copyOf(layer, 300_000), "application/octet-stream");
        refused(ImageError.DIGEST_MISMATCH, "gave 300000 bytes");
    }

    @Test
    void aLengthThatTheManifestDoesNotSayIsNotKept() {
        byte[] config = registry.documents.get("/v2/app/manifests/v1");
        String text = new String(config, StandardCharsets.UTF_8);
        String wrong = text.replace("\"size\":" + layer.length, "\"size\":" + (layer.length - 1));
        document("/v2/app/manifests/v1", wrong.getBytes(StandardCharsets.UTF_8), MediaTypes.OCI_MANIFEST);
        refused(ImageError.DIGEST_MISMATCH, "that are not its " + (layer.length - 1) + " bytes");
    }

    @Test
    void aRedirectThatLeadsBackEnds() {
        registry.redirects.put(layerPath(), "/elsewhere");
        registry.redirects.put("/elsewhere", layerPath());
        refused(ImageError.REGISTRY_UNREACHABLE, "redirects more than 20 times");
        assertThat(registry.requests).hasSizeLessThan(40);
    }

    @Test
    void aBlobIsFollowedToWhereItLies() throws Exception {
        registry.redirects.put(layerPath(), "/elsewhere");
        document("/elsewhere", layer, "application/octet-stream");
        assertThat(pull().layers()).hasSize(1);
    }

    @Test
    void theSecondPullAsksOnlyForTheManifest() throws Exception {
        pull();
        registry.requests.clear();
        pull();
        assertThat(registry.requests).filteredOn(r -> r.contains("/blobs/")).isEmpty();
    }

    @Test
    void contentOfAnotherDigestIsNotKept() {
        byte[] wrong = layer.clone();
        wrong[1000] ^= 1;
        document(layerPath(), wrong, "application/octet-stream");
        refused(ImageError.DIGEST_MISMATCH, "that are not its");
        assertThat(store.blobs().partial(Digest.of(layer))).doesNotExist();
    }

    @Test
    void aLayerThatIsNotWhatTheConfigSaysIsNotKept() {
        publish(layer, Digest.of(new byte[1]), "amd64");
        refused(ImageError.DIGEST_MISMATCH, "not to sha256:");
    }

    @Test
    void contentLongerThanPromisedIsNotKept() {
        document(layerPath(), java.util.Arrays.copyOf(layer, layer.length + 100_000), "application/octet-stream");
        refused(ImageError.DIGEST_MISMATCH, "that are not its");
    }

    @Test
    void aPageInsteadOfAManifestIsNamed() {
        document("/v2/app/manifests/v1", "<html>".getBytes(StandardCharsets.UTF_8), "text/html");
        refused(ImageError.INVALID_IMAGE, "it is not JSON (text/html)");
    }

    @Test
    void aHugeManifestIsNotRead() {
        document("/v2/app/manifests/v1", new byte[5 << 20], MediaTypes.OCI_MANIFEST);
        refused(ImageError.INVALID_IMAGE, "longer than 4 MiB");
    }

    @Test
    void anIndexGivesTheImageOfThisPlatform() throws Exception {
        byte[] index = """
                {"schemaVersion":2,"mediaType":"%s","manifests":[
                 {"mediaType":"%s","digest":"%s","size":1,"platform":{"os":"linux","architecture":"arm64"}},
                 {"mediaType":"%s","digest":"%s","size":1,"platform":{"os":"linux","architecture":"amd64"}}]}""".formatted(
                        MediaTypes.OCI_INDEX,
                        MediaTypes.OCI_MANIFEST,
                        Digest.of(new byte[0]),
                        MediaTypes.OCI_MANIFEST,
                        manifest)
                .getBytes(StandardCharsets.UTF_8);
        document("/v2/app/manifests/v1", index, MediaTypes.OCI_INDEX);
        Image image = pull();
        assertThat(store.pinnedOf(image.id()))
                .as("pinned by the index, as Docker does")
                .containsExactly(Reference.parse(registry.address() + "/app@" + Digest.of(index)));
        assertThatThrownBy(() -> pull.pull(name(), Platform.linux("s390x"), ImageProgress.SILENT))
                .hasMessageContaining("only for [linux/arm64, linux/amd64]");
    }

    @Test
    void anImageForAnotherMachineIsRefused() {
        publish(layer, Digest.of(layer), "s390x");
        refused(ImageError.PLATFORM_MISMATCH, "is made for linux/s390x");
    }

    @Test
    void aTokenIsFetchedWhereTheRegistrySays() throws Exception {
        registry.token = "t-" + System.nanoTime();
        assertThat(pull().layers()).hasSize(1);
        assertThat(registry.requests).contains("/token");
    }
}
