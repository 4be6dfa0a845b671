/**
 * From two pictures to a list of changes: what the stack asks for, what the host shows, and the {@link Plan} between them. Start at
 * {@link Reconciler#plan}; {@link Teardown} and {@link Errand} are its small sisters for {@code down} and for {@code stop},
 * {@code start}, {@code restart}. Carrying a plan out is next door, in {@code control}. No clock, no log, no engine here: every case is
 * a table test.
 */
@NullMarked
package io.jstack.orchestrator.plan;

import org.jspecify.annotations.NullMarked;
