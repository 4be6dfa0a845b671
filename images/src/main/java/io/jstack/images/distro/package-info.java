/**
 * {@code distro.local/…}: images made on this machine from its distribution's own packages, so that a stack runs where no registry is
 * reachable. Start at {@link io.jstack.images.distro.DistroImages}. Each is made once, then it lies in the store as any other.
 */
@NullMarked
package io.jstack.images.distro;

import org.jspecify.annotations.NullMarked;
