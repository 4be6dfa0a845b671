/**
 * Many files into one tree. {@link Assembly} takes each through the phases in the reference's order: YAML, interpolation, include,
 * reset and override, extends, merge, uniqueness, validation, long forms; then, over the whole, defaults, checks and paths.
 */
@NullMarked
package io.jstack.orchestrator.stack.assembly;

import org.jspecify.annotations.NullMarked;
