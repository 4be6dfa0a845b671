package io.jstack.images.registry;

import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.images.Reference;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.Optional;

/** What a registry keeps under one name: its tags, and their end. */
public final class RemoteRepository {
    private final Registries registries;

    public RemoteRepository(RegistrySettings settings) {
        this.registries = new Registries(settings, Pause.untilInterrupted());
    }

    /**
     * The tags of {@code name}'s repository, as the registry sorts them.
     *
     * @throws JstackException {@link ImageError#IMAGE_NOT_FOUND}, {@link ImageError#REGISTRY_DENIED},
     *     {@link ImageError#REGISTRY_UNREACHABLE}
     */
    public List<String> tags(Reference name) throws InterruptedException {
        return registries.connect(name).tags();
    }

    /**
     * Removes the manifest that {@code name} stands for, and with it every tag of that manifest.
     *
     * @return digest of the manifest
     * @throws JstackException {@link ImageError#IMAGE_NOT_FOUND}, {@link ImageError#REGISTRY_DENIED} also where nobody may delete,
     *     {@link ImageError#REGISTRY_UNREACHABLE}
     */
    public Digest remove(Reference name) throws InterruptedException {
        Digest digest = digest(name);
        registries.connect(name).delete(digest);
        return digest;
    }

    /**
     * What {@code name} stands for at its registry: a manifest, or an index of several.
     *
     * @throws JstackException as {@link #tags}
     */
    public Digest digest(Reference name) throws InterruptedException {
        Optional<Digest> pinned = name.digest();
        return pinned.isPresent()
                ? pinned.get()
                : registries.connect(name).manifest(Optional.empty()).digest();
    }
}
