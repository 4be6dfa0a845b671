/** Where a value comes from: every candidate with its place, and which one won. {@code config --explain} and {@code --variables}. */
@NullMarked
package io.jstack.orchestrator.stack.explain;

import org.jspecify.annotations.NullMarked;
