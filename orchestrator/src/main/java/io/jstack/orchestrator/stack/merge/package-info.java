/**
 * One tree over another: several files, {@code extends}, {@code include}. Start at {@link Merge}; {@link Uniqueness} then removes what a
 * list says twice, and {@link Directives} carries out {@code !reset} and {@code !override} beforehand.
 */
@NullMarked
package io.jstack.orchestrator.stack.merge;

import org.jspecify.annotations.NullMarked;
