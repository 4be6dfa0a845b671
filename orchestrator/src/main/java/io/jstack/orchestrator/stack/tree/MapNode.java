package io.jstack.orchestrator.stack.tree;

import io.jstack.values.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** A YAML mapping with string keys, in the file's order. */
public final class MapNode implements Node {
    /** A value and the place of its key. */
    public record Entry(Place keyPlace, Node value) {}

    private final Map<String, Entry> entries;
    private final Place place;
    private final Directive directive;

    private MapNode(Map<String, Entry> entries, Place place, Directive directive) {
        this.entries = entries;
        this.place = place;
        this.directive = directive;
    }

    public static MapNode empty(Place place) {
        return new MapNode(Map.of(), place, Directive.NONE);
    }

    public static Builder builder(Place place) {
        return new Builder(new LinkedHashMap<>(), place, Directive.NONE);
    }

    /** A builder that starts with everything this map holds. */
    public Builder edit() {
        return new Builder(new LinkedHashMap<>(entries), place, directive);
    }

    public Optional<Node> get(String key) {
        Entry entry = entries.get(key);
        return entry == null ? Optional.empty() : Optional.of(entry.value());
    }

    /** The map at {@code key}; empty when there is none, or something else. */
    public Optional<MapNode> map(String key) {
        return get(key).flatMap(Node::asMap);
    }

    /** The list at {@code key}; empty when there is none, or something else. */
    public Optional<ListNode> list(String key) {
        return get(key).flatMap(Node::asList);
    }

    /** The text of the scalar at {@code key}, of whatever kind; empty for null and for anything that is not a scalar. */
    public Optional<String> text(String key) {
        return get(key).flatMap(Node::asScalar)
                .filter(scalar -> !scalar.isNull())
                .map(ScalarNode::text);
    }

    /** Whether {@code key} holds the boolean true. */
    public boolean isTrue(String key) {
        return get(key).flatMap(Node::asScalar).map(ScalarNode::isTrue).orElse(false);
    }

    public boolean has(String key) {
        return entries.containsKey(key);
    }

    public Set<String> keys() {
        return entries.keySet();
    }

    public Set<Map.Entry<String, Entry>> entries() {
        return entries.entrySet();
    }

    /** Its entries by the order of their keys. */
    public List<Map.Entry<String, Entry>> sorted() {
        List<Map.Entry<String, Entry>> all = new ArrayList<>(entries.entrySet());
        all.sort(Map.Entry.comparingByKey());
        return all;
    }

    /** This map with each value as {@code change} gives it; the same map where none differs. */
    public MapNode replaced(BiFunction<String, Node, Node> change) {
        Builder out = null;
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            Node value = entry.getValue().value();
            Node other = change.apply(entry.getKey(), value);
            if (other != value) {
                out = out == null ? edit() : out;
                out.put(entry.getKey(), other);
            }
        }
        return out == null ? this : out.build();
    }

    /** As {@link #replaced}; a key whose value is empty is left out. */
    public MapNode revised(BiFunction<String, Node, Optional<Node>> change) {
        Builder out = null;
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            Node value = entry.getValue().value();
            Optional<Node> other = change.apply(entry.getKey(), value);
            if (other.isEmpty() || other.get() != value) {
                out = out == null ? edit() : out;
                if (other.isEmpty()) {
                    out.remove(entry.getKey());
                } else {
                    out.put(entry.getKey(), other.get());
                }
            }
        }
        return out == null ? this : out.build();
    }

    /** Where {@code key} is written; the map's own place when it is not. */
    public Place keyPlace(String key) {
        Entry entry = entries.get(key);
        return entry == null ? place : entry.keyPlace();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public MapNode with(String key, Node value) {
        return edit().put(key, value).build();
    }

    public MapNode without(String key) {
        return has(key) ? edit().remove(key).build() : this;
    }

    @Override
    public Place place() {
        return place;
    }

    @Override
    public Directive directive() {
        return directive;
    }

    @Override
    public MapNode withDirective(Directive other) {
        return new MapNode(entries, place, other);
    }

    @Override
    public String kindName() {
        return "a map";
    }

    @Override
    public Optional<MapNode> asMap() {
        return Optional.of(this);
    }

    @Override
    public boolean sameValue(Node other) {
        if (!(other instanceof MapNode map) || !keys().equals(map.keys())) {
            return false;
        }
        return entries.entrySet().stream().allMatch(entry -> {
            Entry there = map.entries.get(entry.getKey());
            return there != null && entry.getValue().value().sameValue(there.value());
        });
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        entries.forEach((key, entry) -> parts.add(key + ": " + entry.value()));
        return parts.toString();
    }

    /** Collects the entries of one map; not to be used after {@link #build}. */
    public static final class Builder {
        private final Map<String, Entry> entries;
        private final Place place;
        private final Directive directive;

        private Builder(Map<String, Entry> entries, Place place, Directive directive) {
            this.entries = entries;
            this.place = place;
            this.directive = directive;
        }

        /** Sets a value; a key that is already there keeps its place and its rank. */
        public Builder put(String key, Node value) {
            Entry before = entries.get(key);
            entries.put(key, new Entry(before == null ? value.place() : before.keyPlace(), value));
            return this;
        }

        public Builder put(String key, Place keyPlace, Node value) {
            entries.put(key, new Entry(keyPlace, value));
            return this;
        }

        public Builder putIfAbsent(String key, Node value) {
            entries.putIfAbsent(key, new Entry(value.place(), value));
            return this;
        }

        public Builder remove(String key) {
            entries.remove(key);
            return this;
        }

        public boolean has(String key) {
            return entries.containsKey(key);
        }

        public Optional<Node> get(String key) {
            return Optional.ofNullable(entries.get(key)).map(Entry::value);
        }

        public MapNode build() {
            return new MapNode(entries, place, directive);
        }
    }
}
