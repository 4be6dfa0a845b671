package io.jstack.orchestrator.stack.tree;

import io.jstack.values.Place;
import java.util.ArrayList;
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

    /** This list with each item as {@code change} gives it; the same list where none differs. */
    public ListNode replaced(ItemChange change) {
        List<Node> changed = null;
        for (int i = 0; i < items.size(); i++) {
            Node item = items.get(i);
            Node other = change.apply(item, i);
            if (other != item) {
                changed = changed == null ? new ArrayList<>(items) : changed;
                changed.set(i, other);
            }
        }
        return changed == null ? this : new ListNode(changed, place, directive);
    }

    /** What becomes of an item, which has a number from 0 on. */
    @FunctionalInterface
    public interface ItemChange {
        Node apply(Node item, int number);
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
