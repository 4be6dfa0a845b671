/**
 * How a thread of this JVM becomes a container: launcher, exec, holder and exit watch. Start at {@link
 * io.jstack.runtime.container.KernelRuntime}, then the launch program. What happens after {@code unshare} is a list of system calls
 * prepared beforehand, because from there on every path may be the image's. Cgroups, filters and capabilities are next door.
 */
@NullMarked
package io.jstack.runtime.container;

import org.jspecify.annotations.NullMarked;
