/**
 * What should exist, against what does. Two doors: {@link Projects} is what the commands call, {@link Engine} is the port through
 * which this module knows the host, in its own records only ({@link Observed}, {@link ContainerOrder}, {@link EngineEvent}), so that
 * anything able to run containers can stand behind it. The file is read in {@code stack}, compared in {@code plan}, carried out and kept
 * true in {@code control}. Nothing here touches the kernel, a disk or a socket.
 */
@NullMarked
package io.jstack.orchestrator;

import org.jspecify.annotations.NullMarked;
