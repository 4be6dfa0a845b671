/**
 * A container's output, from its FIFOs into one file in the CRI's format ({@code 2026-01-02T03:04:05.678901234Z stdout F text}), each
 * byte exactly once even when the engine is killed in the middle. Start at {@link ContainerLog} for writing, which one {@link LogWriter}
 * thread does for many containers, and at {@link LogReader} for reading.
 *
 * <p>How nothing is lost or doubled: the container writes into the FIFO {@code out}; bytes are moved, unread, into a second FIFO {@code
 * hand} that only engines touch, and leave it when they are in the file. A journal in mapped memory says how far that is. The container's
 * holder keeps both FIFOs open, and with them their content, while no engine runs. Power loss is not covered: nothing is synced.
 */
@NullMarked
package io.jstack.runtime.logs;

import org.jspecify.annotations.NullMarked;
