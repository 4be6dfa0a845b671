/**
 * The engine's side of a command line: the Unix socket, the protocol {@code jstack-terminal/1}, and the {@link
 * io.jstack.engine.terminal.Terminal} that a program sees. Start at {@link io.jstack.engine.terminal.TerminalServer}. What a command
 * means is kept out: that is the {@link io.jstack.engine.terminal.TerminalProgram}, which lives in {@code cli/commands}; the other
 * end of the socket is {@code cli/client}.
 */
@NullMarked
package io.jstack.engine.terminal;

import org.jspecify.annotations.NullMarked;
