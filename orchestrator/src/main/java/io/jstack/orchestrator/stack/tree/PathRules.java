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
    private final Map<String, PathRules<T>> keys = new HashMap<>();
    private @Nullable PathRules<T> any;
    private @Nullable PathRules<T> items;
    private @Nullable T rule;

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
        at.rule = value;
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

    public Optional<T> rule() {
        return Optional.ofNullable(rule);
    }

    /** The rules below {@code key}; empty when there are none, and the walk may stop there. */
    public Optional<PathRules<T>> key(String key) {
        PathRules<T> exact = keys.get(key);
        return Optional.ofNullable(exact == null ? any : exact);
    }

    /** The rules for the items of a list. */
    public Optional<PathRules<T>> items() {
        return Optional.ofNullable(items == null ? any : items);
    }
}
