/**
 * Layers: tar streams on their way into directories that overlayfs can stack, and back. Start at
 * {@link io.jstack.images.layer.LayerExtractor} and {@link io.jstack.images.layer.LayerTar}. A layer is written by strangers: every name
 * is resolved by the kernel below the layer's own root descriptor, and everything is counted against
 * {@link io.jstack.images.layer.LayerLimits}. Which layers exist, and how they are called, is the store's business.
 */
@NullMarked
package io.jstack.images.layer;

import org.jspecify.annotations.NullMarked;
