package io.jstack.orchestrator.stack.tree;

import io.jstack.values.Place;
import java.util.List;
import java.util.Optional;

/** A YAML sequence. */
public record ListNode(List<Node> items, Place place, Directive directive) implements Node {
    public ListNode {
        items = List.copyOf(items);
    }

    public static ListNode of(List<? extends Node> items, Place place) {
        return new ListNode(List.copyOf(items), place, Directive.NONE);
    }

    @Override
    public ListNode withDirective(Directive other) {
        return new ListNode(items, place, other);
    }

    @Override
    public boolean sameValue(Node other) {
        if (!(other instanceof ListNode list) || items.size() != list.items.size()) {
            return false;
        }
        for (int i = 0; i < items.size(); i++) {
            if (!items.get(i).sameValue(list.items.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String kindName() {
        return "a list";
    }

    @Override
    public Optional<ListNode> asList() {
        return Optional.of(this);
    }
}
