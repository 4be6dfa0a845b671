/**
 * From the canonical tree to the typed model, {@link io.jstack.orchestrator.model.Stack}. Start at {@link StackDecoder}. What the model
 * cannot express is refused here, by name and with its place; what has no effect is warned about ({@link Verdicts}).
 */
@NullMarked
package io.jstack.orchestrator.stack.decode;

import org.jspecify.annotations.NullMarked;
