/**
 * The Compose Specification as data: every element, its keys, and the type of each. {@link ComposeSchema#STACK} is the root;
 * {@link Validation} checks a tree against it, {@code canonical} gives each value the form its type has, and docs/compatibility.md is
 * made from the verdicts. No rule that needs two keys at once is here: those are in {@code consistency}.
 */
@NullMarked
package io.jstack.orchestrator.stack.schema;

import org.jspecify.annotations.NullMarked;
