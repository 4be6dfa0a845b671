/**
 * Images in files: tar in ({@link io.jstack.images.exchange.TarImport}), and archives of whole images. The store next door keeps what comes
 * in; registries are in {@code registry}.
 */
@NullMarked
package io.jstack.images.exchange;

import org.jspecify.annotations.NullMarked;
