package io.jstack.images.registry;

import io.jstack.images.Descriptor;
import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.ImageProgress.Transfer;
import io.jstack.images.Reference;
import io.jstack.images.manifest.ImageManifest;
import io.jstack.images.store.ImageStore;
import io.jstack.images.store.StoreFailure;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@code docker push}. What was pulled goes out as the bytes it came in; what was made here is packed once and kept so. */
public final class RegistryPush {
    private final ImageStore store;
    private final Registries registries;

    public RegistryPush(ImageStore store, RegistrySettings settings) {
        this.store = store;
        this.registries = new Registries(settings, Pause.untilInterrupted());
    }

    /**
     * Pushes the image that goes by {@code name} to the registry in it.
     *
     * @return digest of the manifest
     * @throws JstackException {@link ImageError#IMAGE_NOT_FOUND}, {@link ImageError#REGISTRY_DENIED},
     *     {@link ImageError#REGISTRY_UNREACHABLE}
     */
    public Digest push(Reference name, ImageProgress progress) throws InterruptedException {
        Image image = store.get(name.familiar());
        RegistryConnection registry = registries.connect(name);
        try {
            ImageManifest manifest = ImageManifest.of(store, image);
            registry.askToPush();
            for (Descriptor blob : manifest.layers()) {
                upload(registry, blob, progress);
            }
            upload(registry, manifest.config(), progress);
            Descriptor pushed = manifest.descriptor();
            registry.putManifest(manifest.text(), pushed.mediaType());
            Digest digest = pushed.digest();
            progress.on(new ImageProgress.Note("pushed " + name.familiar() + " " + digest));
            return digest;
        } catch (IOException | UncheckedIOException | KernelException e) {
            throw StoreFailure.of("cannot push " + name.familiar(), store.root(), e);
        }
    }

    private void upload(RegistryConnection registry, Descriptor blob, ImageProgress progress)
            throws InterruptedException {
        String what = blob.digest().shortHex();
        if (registry.has(blob.digest())) {
            progress.on(new Transfer(what, "exists", blob.size(), blob.size()));
            return;
        }
        progress.on(new Transfer(what, "pushing", 0, blob.size()));
        new BlobUpload(registry, blob, store.blobs().path(blob.digest())).run();
        progress.on(new Transfer(what, "pushed", blob.size(), blob.size()));
    }
}
