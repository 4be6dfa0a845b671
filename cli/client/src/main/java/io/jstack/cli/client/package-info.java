/**
 * The terminal client: one short-lived process that gives a command inside the engine the user's terminal, signals, streams and
 * surroundings. Start at {@link io.jstack.cli.client.Main}. JDK classes only, and few of them: start-up time is what this room is
 * about, hence no lambdas, formatters or regular expressions on the ordinary path. What commands mean is kept out, and so is every
 * native call.
 */
@NullMarked
package io.jstack.cli.client;

import org.jspecify.annotations.NullMarked;
