/**
 * Who waits for whom among the services of a stack. Start at {@link DependencyGraph}. What is done in that order is next door, in
 * {@code plan}.
 */
@NullMarked
package io.jstack.orchestrator.graph;

import org.jspecify.annotations.NullMarked;
