/**
 * Containers from the kernel up. Start at {@link io.jstack.runtime.ContainerRuntime}: {@code prepare} makes a process that waits at
 * a gate inside its namespaces, the caller wires its network, {@code release} lets it run the program. What a container is, is an OCI
 * runtime spec ({@code oci}); images, volumes and networks are other modules and arrive here as paths, mounts and descriptors.
 */
@NullMarked
package io.jstack.runtime;

import org.jspecify.annotations.NullMarked;
