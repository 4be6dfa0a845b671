/**
 * Which services take part: {@link Profiles}, the services named on the command line with their dependencies, and the resources that
 * are then still used ({@link Selection}). {@link EnvFiles} is read last, so that a missing file of a service that is off harms no one.
 */
@NullMarked
package io.jstack.orchestrator.stack.select;

import org.jspecify.annotations.NullMarked;
