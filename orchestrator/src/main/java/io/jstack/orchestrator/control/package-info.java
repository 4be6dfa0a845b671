/**
 * Makes a plan happen, and keeps it true. Start at {@link Control}, which is the facade; {@link Project} is one project's state, owned
 * by one {@link Mailbox}: everything that happens to a project (an exit, a probe's answer, a timer, a command) is a message to it, so
 * nothing in it is locked. Engine calls block and therefore run on {@link Workers}, and their ends come back as messages. What to do
 * is decided in {@code plan}; how to do it is the engine's.
 */
@NullMarked
package io.jstack.orchestrator.control;

import org.jspecify.annotations.NullMarked;
