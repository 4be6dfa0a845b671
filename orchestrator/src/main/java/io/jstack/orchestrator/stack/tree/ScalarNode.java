package io.jstack.orchestrator.stack.tree;

import io.jstack.values.Place;
import java.util.Optional;

/**
 * A YAML scalar.
 *
 * @param text the value as text: an integer in decimal, a boolean as {@code true} or {@code false}, a string as it is
 * @param source what the file says
 */
public record ScalarNode(Kind kind, String text, String source, Place place, Directive directive) implements Node {
    /** What a plain scalar resolved to. */
    public enum Kind {
        STRING("a string"),
        INTEGER("an integer"),
        FLOAT("a number"),
        BOOLEAN("a boolean"),
        NULL("null"),
        TIMESTAMP("a date");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    public static ScalarNode string(String text, Place place) {
        return new ScalarNode(Kind.STRING, text, text, place, Directive.NONE);
    }

    public static ScalarNode integer(long value, Place place) {
        String text = Long.toString(value);
        return new ScalarNode(Kind.INTEGER, text, text, place, Directive.NONE);
    }

    public static ScalarNode bool(Boolean value, Place place) {
        return new ScalarNode(Kind.BOOLEAN, value.toString(), value.toString(), place, Directive.NONE);
    }

    public static ScalarNode decimal(String text, Place place) {
        return new ScalarNode(Kind.FLOAT, text, text, place, Directive.NONE);
    }

    public static ScalarNode nothing(Place place) {
        return new ScalarNode(Kind.NULL, "", "", place, Directive.NONE);
    }

    @Override
    public ScalarNode withDirective(Directive other) {
        return new ScalarNode(kind, text, source, place, other);
    }

    @Override
    public boolean sameValue(Node other) {
        return other instanceof ScalarNode scalar && text.equals(scalar.text) && kind == scalar.kind;
    }

    @Override
    public String kindName() {
        return kind.words;
    }

    @Override
    public Optional<ScalarNode> asScalar() {
        return Optional.of(this);
    }

    @Override
    public Optional<String> asString() {
        return kind == Kind.STRING ? Optional.of(text) : Optional.empty();
    }

    @Override
    public boolean isNull() {
        return kind == Kind.NULL;
    }

    public boolean isNumber() {
        return kind == Kind.INTEGER || kind == Kind.FLOAT;
    }

    public boolean isTrue() {
        return kind == Kind.BOOLEAN && text.equals("true");
    }
}
