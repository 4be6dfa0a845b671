/**
 * The one seam to Linux: whatever is native is declared here, and nowhere else.
 *
 * <p>Start at {@link io.jstack.runtime.kernel.Linux}, where a method is a system call; {@link io.jstack.runtime.kernel.Fd} is a
 * descriptor somebody must close, {@link io.jstack.runtime.kernel.NativeMemory} what a call reads and writes. Calls that a thread makes
 * after it left the host's namespaces are a {@link io.jstack.runtime.kernel.SyscallProgram}, prepared beforehand. No decision is taken here: what a container is stands next door, in {@code container}.
 */
@NullMarked
package io.jstack.runtime.kernel;

import org.jspecify.annotations.NullMarked;
