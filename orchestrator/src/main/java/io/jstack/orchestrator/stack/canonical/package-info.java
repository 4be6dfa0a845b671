/**
 * Short forms to long ones, defaults, and the one way each value is printed. {@link LongForms} runs on each file before the next is
 * merged onto it, {@link Defaults} once all are merged, {@link PrintedForms} at the very end.
 */
@NullMarked
package io.jstack.orchestrator.stack.canonical;

import org.jspecify.annotations.NullMarked;
