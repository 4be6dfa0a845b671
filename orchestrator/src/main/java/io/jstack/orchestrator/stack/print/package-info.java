/** A tree as text: JSON and YAML, as {@code config} prints them. */
@NullMarked
package io.jstack.orchestrator.stack.print;

import org.jspecify.annotations.NullMarked;
