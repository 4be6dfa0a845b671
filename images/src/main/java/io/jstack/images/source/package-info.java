/**
 * Says where an image that is not here comes from: {@code distro.local/…} is made on this machine, all others are a registry's. Start at
 * {@link io.jstack.images.source.ImageSources}.
 */
@NullMarked
package io.jstack.images.source;

import org.jspecify.annotations.NullMarked;
