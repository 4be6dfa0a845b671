/**
 * What an image is: {@link io.jstack.images.Reference}, {@link io.jstack.images.Digest}, {@link io.jstack.images.ImageConfig},
 * {@link io.jstack.images.Image}. Start at {@code store.ImageStore}, which keeps them; next door are {@code layer} (tar to overlay and
 * back), {@code exchange} (import, save, load), {@code distro} (bootstrap from a mirror), {@code dockerfile} and {@code build}, {@code
 * manifest} and {@code registry}, and {@code source}, which says where a missing image comes from. Only values here: no file is opened,
 * nothing is asked over a network. Containers are the engine's: a build's {@code RUN} goes through the port {@code
 * build.BuildContainers}.
 */
@NullMarked
package io.jstack.images;

import org.jspecify.annotations.NullMarked;
