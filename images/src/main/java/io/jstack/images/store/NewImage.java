package io.jstack.images.store;

import io.jstack.images.Digest;
import io.jstack.images.Reference;
import java.util.List;
import java.util.Optional;

/**
 * An image about to enter the store: its layers are there already.
 *
 * @param config the config file's own bytes, unknown fields included: their digest is the image's id
 * @param layers lowest first, as many as the config has diff IDs
 * @param names that it is to go by; taken from whatever has them
 * @param manifest the blob it was pulled with
 * @param pinned the name and digest it was pulled by
 */
public record NewImage(
        Bytestring config,
        List<Layer> layers,
        List<Reference> names,
        Optional<Digest> manifest,
        Optional<Reference> pinned) {
    /** Bytes that nobody changes. */
    public static final class Bytestring {
        private final byte[] bytes;

        public Bytestring(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        byte[] bytes() {
            return bytes;
        }
    }

    /** One made here. */
    public static NewImage of(byte[] config, List<Layer> layers, List<Reference> names) {
        return new NewImage(new Bytestring(config), layers, names, Optional.empty(), Optional.empty());
    }

    /** One that came from a registry. */
    public static NewImage pulled(
            byte[] config, List<Layer> layers, List<Reference> names, Digest manifest, Reference pinned) {
        return new NewImage(new Bytestring(config), layers, names, Optional.of(manifest), Optional.of(pinned));
    }
}
