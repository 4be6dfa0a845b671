/**
 * From bytes to a tree: YAML 1.2's core schema with the old octals, as the Compose implementations in Go read it. Start at
 * {@link YamlReader}. Hostile input ends here: size, depth, aliases and encoding are bounded before any other phase sees a value.
 */
@NullMarked
package io.jstack.orchestrator.stack.yaml;

import org.jspecify.annotations.NullMarked;
