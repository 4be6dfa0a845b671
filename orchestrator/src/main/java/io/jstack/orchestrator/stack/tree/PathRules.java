package io.jstack.orchestrator.stack.tree;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rules for places in a tree, written as {@code services.*.ports.[].target}, where {@code *} is any key and {@code []} any list
 * item. A phase walks the rules beside the tree, so that looking one up costs nothing.
 */
public final class PathRules<T> {
    private static final PathRules<?> NOTHING = new PathRules<>();

    private final Map<String, PathRules<T>> keys = new HashMap<>();
    private @Nullable PathRules<T> any;
    private @Nullable PathRules<T> items;
    private Optional<T> rule = Optional.empty();

    /** What a phase makes of a value that has rules at or below it. */
    @FunctionalInterface
    public interface Step<T> {
        Node apply(Node value, KeyPath path, PathRules<T> rules);
    }

    private PathRules() {}

    public static <T> PathRules<T> none() {
        return new PathRules<>();
    }

    /** Adds a rule; for static tables only, before the first walk. */
    public PathRules<T> at(String pattern, T value) {
        PathRules<T> at = this;
        for (String step : pattern.split("\\.", -1)) {
            at = at.open(step);
        }
        at.rule = Optional.of(value);
        return this;
    }

    private PathRules<T> open(String step) {
        if (step.equals("*")) {
            any = any == null ? new PathRules<>() : any;
            return any;
        }
        if (step.equals("[]")) {
            items = items == null ? new PathRules<>() : items;
            return items;
        }
        return keys.computeIfAbsent(step, unused -> new PathRules<>());
    }

    /** The rule for this very place. */
    public Optional<T> rule() {
        return rule;
    }

    /** The rules at and below {@code key}. */
    public PathRules<T> key(String key) {
        PathRules<T> exact = keys.get(key);
        return orNothing(exact == null ? any : exact);
    }

    /** The rules for the items of a list. */
    public PathRules<T> items() {
        return orNothing(items == null ? any : items);
    }

    /** Whether a walk may stop here. */
    public boolean isNothing() {
        return this == NOTHING;
    }

    /** {@code node} with each of its values that has rules as {@code step} gives it; the same node where none differs. */
    public Node inside(Node node, KeyPath path, Step<T> step) {
        if (node instanceof MapNode map) {
            return map.replaced((key, value) -> {
                PathRules<T> below = key(key);
                return below.isNothing() ? value : step.apply(value, path.key(key), below);
            });
        }
        PathRules<T> below = items();
        if (node instanceof ListNode list && !below.isNothing()) {
            return list.replaced((item, number) -> step.apply(item, path.item(number), below));
        }
        return node;
    }

    @SuppressWarnings("unchecked") // it holds no rule of any type
    private static <T> PathRules<T> orNothing(@Nullable PathRules<T> rules) {
        return rules == null ? (PathRules<T>) NOTHING : rules;
    }
}
