/**
 * The command line: names and flags of docker compose, run inside the engine for a client that is only a terminal. Start at
 * {@code Commands}. A command only translates: flags to one call of {@code Projects} or {@code Stacks}, its result to text and an exit
 * code. How a verb is carried out is kept out, and so is the socket.
 */
@NullMarked
package io.jstack.cli.commands;

import org.jspecify.annotations.NullMarked;
