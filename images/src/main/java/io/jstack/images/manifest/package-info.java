/**
 * The documents that registries and archives both speak: manifests, indexes and their media types (OCI image spec, Docker's schema 2), and
 * the one that an image of the store leaves with. Start at {@link io.jstack.images.manifest.Manifest}.
 */
@NullMarked
package io.jstack.images.manifest;

import org.jspecify.annotations.NullMarked;
