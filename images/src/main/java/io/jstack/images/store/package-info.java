/**
 * Keeps images: blobs by digest, unpacked layers, image records, names. Start at {@link io.jstack.images.store.ImageStore}.
 *
 * <pre>
 * lock                     held by the engine that opened the store (fcntl)
 * blobs/sha256/HEX         configs, manifests, compressed layers
 * layers/ID/               one unpacked layer, as overlayfs stacks it
 * layers/ID.json           its record; a tree without one is unfinished
 * images/HEX.json          an image: its layers' ids, its manifest
 * references.json          names
 * cache/KEY.json           build steps and the layers they made
 * partial/                 downloads that were broken off
 * temp/                    whatever is being written; emptied when the store opens
 * </pre>
 *
 * Everything becomes visible by one rename, in the order blobs, layers, image, name, and goes in the reverse order: an engine killed at
 * any point leaves a store that opens. Where images come from is next door ({@code exchange}, {@code registry}, {@code distro}, {@code
 * build}).
 */
@NullMarked
package io.jstack.images.store;

import org.jspecify.annotations.NullMarked;
