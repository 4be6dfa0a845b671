/**
 * The tree every phase reads and writes: {@link MapNode}, {@link ListNode} and {@link ScalarNode}, each with the place it came
 * from. Start at {@link Node}. Trees are immutable: a phase answers with a new one. No knowledge of Compose here.
 */
@NullMarked
package io.jstack.orchestrator.stack.tree;

import org.jspecify.annotations.NullMarked;
