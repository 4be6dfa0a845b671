/**
 * What outlives a container, and what a container is given to mount: named and anonymous volumes, binds, tmpfs, volumes-from, copy-up.
 * Start at {@link Volumes}: {@link Volumes#mountsFor} turns what a service asks for into {@link MountRequest}s. Mounting them is the
 * launcher's work, in {@code runtime}; which container uses which volume is known next door, in {@code engine}, and asked through
 * {@link VolumeUsers}. No container is made or watched here.
 */
@NullMarked
package io.jstack.volumes;

import org.jspecify.annotations.NullMarked;
