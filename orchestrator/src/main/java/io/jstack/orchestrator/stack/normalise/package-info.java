/** What the specification implies: default networks, names, dependencies that follow from other keys. */
@NullMarked
package io.jstack.orchestrator.stack.normalise;

import org.jspecify.annotations.NullMarked;
