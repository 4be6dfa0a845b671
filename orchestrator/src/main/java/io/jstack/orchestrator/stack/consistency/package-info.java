/** Rules that need more than one key: what excludes what, and whether every name that is used is defined. */
@NullMarked
package io.jstack.orchestrator.stack.consistency;

import org.jspecify.annotations.NullMarked;
