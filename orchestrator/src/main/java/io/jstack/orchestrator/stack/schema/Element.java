package io.jstack.orchestrator.stack.schema;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A map of the specification with known keys: a service, a port, a healthcheck. Filled by a static table, then only read. */
public final class Element {
    /** One key: what it may hold, and what is made of it. */
    public record Key(String name, Type type, Verdict verdict) {}

    private final String name;
    private final Map<String, Key> keys = new LinkedHashMap<>();
    private final Set<String> required = new LinkedHashSet<>();
    private boolean closed;

    private Element(String name) {
        this.name = name;
    }

    /** An element of that name, as an error calls it: {@code a service}. */
    static Element named(String name) {
        return new Element(name);
    }

    Element key(String key, Type type) {
        keys.put(key, new Key(key, type, Verdict.IMPLEMENTED));
        return this;
    }

    Element keys(Type type, String... names) {
        for (String key : names) {
            key(key, type);
        }
        return this;
    }

    /** Works, save for what {@code note} says; that part is refused or warned about where it is used. */
    Element partly(String key, Type type, String note) {
        keys.put(key, new Key(key, type, new Verdict(Verdict.Kind.IMPLEMENTED, note)));
        return this;
    }

    Element warned(String key, Type type, String note) {
        keys.put(key, new Key(key, type, new Verdict(Verdict.Kind.WARNED, note)));
        return this;
    }

    Element refused(String key, Type type, String note) {
        keys.put(key, new Key(key, type, new Verdict(Verdict.Kind.REFUSED, note)));
        return this;
    }

    Element require(String... names) {
        required.addAll(Set.of(names));
        return this;
    }

    /** Extension keys ({@code x-}) are not allowed here. */
    Element withoutExtensions() {
        closed = true;
        return this;
    }

    public String name() {
        return name;
    }

    public Map<String, Key> keys() {
        return keys;
    }

    public Optional<Key> key(String key) {
        return Optional.ofNullable(keys.get(key));
    }

    public Set<String> required() {
        return required;
    }

    public boolean allowsExtensions() {
        return !closed;
    }
}
