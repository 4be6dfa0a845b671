package io.jstack.orchestrator.stack.tree;

import io.jstack.values.Place;
import java.util.Optional;

/** A value of a stack file, with its place. */
public sealed interface Node permits MapNode, ListNode, ScalarNode {
    Place place();

    Directive directive();

    /** The same value under another directive. */
    Node withDirective(Directive other);

    /** Whether both say the same, wherever they stand. */
    boolean sameValue(Node other);

    /** What this is, as an error says it: {@code a map}, {@code a list}, {@code a string}. */
    String kindName();

    default Optional<MapNode> asMap() {
        return Optional.empty();
    }

    default Optional<ListNode> asList() {
        return Optional.empty();
    }

    default Optional<ScalarNode> asScalar() {
        return Optional.empty();
    }

    /** The text of a string; empty for every other kind of value. */
    default Optional<String> asString() {
        return Optional.empty();
    }

    /** Whether this is YAML's null. */
    default boolean isNull() {
        return false;
    }
}
