/** Relative paths made absolute, and values taken over from the caller's environment. */
@NullMarked
package io.jstack.orchestrator.stack.resolve;

import org.jspecify.annotations.NullMarked;
