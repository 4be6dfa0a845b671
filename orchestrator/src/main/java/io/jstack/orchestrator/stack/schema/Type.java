package io.jstack.orchestrator.stack.schema;

import io.jstack.orchestrator.stack.tree.ScalarNode.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a value may be. A value is a scalar, a list or a map, and for each of the three a type says whether it is allowed and what it
 * must look like, so that a wrong one is told what would have been right.
 *
 * @param expected the type in words: {@code a string or a list of strings}
 * @param scalars kinds of scalars allowed
 * @param words the only texts allowed; empty means any
 * @param pattern found somewhere in the text
 * @param minimum of a number
 * @param maximum of a number
 * @param items the type of list items, when a list is allowed
 * @param unique no two items may be equal
 * @param values the type of values in a map with free keys
 * @param keyPattern what its keys look like
 * @param element a map with known keys
 * @param form the canonical form
 */
public record Type(
        String expected,
        Set<Kind> scalars,
        List<String> words,
        Optional<Pattern> pattern,
        Optional<Long> minimum,
        Optional<Long> maximum,
        Optional<Type> items,
        boolean unique,
        Optional<Type> values,
        Optional<Pattern> keyPattern,
        Optional<Element> element,
        Form form) {

    /** Anything at all: values nobody checks. */
    static final Type ANYTHING = scalar("anything", Form.RAW, Kind.values());

    static Type scalar(String expected, Form form, Kind... kinds) {
        Set<Kind> set = kinds.length == 0 ? EnumSet.noneOf(Kind.class) : EnumSet.copyOf(List.of(kinds));
        return new Type(
                expected,
                set,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                form);
    }

    static Type list(String expected, Type items) {
        return scalar(expected, Form.PARTS).withItems(items);
    }

    static Type map(String expected, Type values) {
        return scalar(expected, Form.PARTS).withValues(values, Optional.empty());
    }

    static Type of(Element element) {
        return scalar("a map", Form.PARTS).withElement(element);
    }

    boolean isAnything() {
        return scalars.contains(Kind.TIMESTAMP);
    }

    /** This or that, which must differ in shape; the canonical form stays this one's. */
    Type or(Type other) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        kinds.addAll(scalars);
        kinds.addAll(other.scalars);
        return new Type(
                expected.equals(other.expected) ? expected : expected + " or " + other.expected,
                kinds,
                words.isEmpty() ? other.words : words,
                pattern.or(other::pattern),
                minimum.or(other::minimum),
                maximum.or(other::maximum),
                items.or(other::items),
                unique || other.unique,
                values.or(other::values),
                keyPattern.or(other::keyPattern),
                element.or(other::element),
                form);
    }

    Type orNull() {
        return or(scalar(expected, form, Kind.NULL));
    }

    Type expecting(String inWords) {
        return new Type(
                inWords, scalars, words, pattern, minimum, maximum, items, unique, values, keyPattern, element, form);
    }

    Type as(Form other) {
        return new Type(
                expected, scalars, words, pattern, minimum, maximum, items, unique, values, keyPattern, element, other);
    }

    Type distinct() {
        return new Type(
                expected, scalars, words, pattern, minimum, maximum, items, true, values, keyPattern, element, form);
    }

    Type oneOf(String... allowed) {
        return new Type(
                "one of " + String.join(", ", allowed),
                scalars,
                List.of(allowed),
                pattern,
                minimum,
                maximum,
                items,
                unique,
                values,
                keyPattern,
                element,
                form);
    }

    Type matching(String regex) {
        return new Type(
                expected,
                scalars,
                words,
                Optional.of(Pattern.compile(regex)),
                minimum,
                maximum,
                items,
                unique,
                values,
                keyPattern,
                element,
                form);
    }

    Type between(long lowest, long highest) {
        return new Type(
                expected,
                scalars,
                words,
                pattern,
                Optional.of(lowest),
                Optional.of(highest),
                items,
                unique,
                values,
                keyPattern,
                element,
                form);
    }

    Type keysMatching(String regex) {
        return withValues(values.orElseThrow(), Optional.of(Pattern.compile(regex)));
    }

    private Type withItems(Type other) {
        return new Type(
                expected,
                scalars,
                words,
                pattern,
                minimum,
                maximum,
                Optional.of(other),
                unique,
                values,
                keyPattern,
                element,
                form);
    }

    private Type withValues(Type other, Optional<Pattern> keys) {
        return new Type(
                expected,
                scalars,
                words,
                pattern,
                minimum,
                maximum,
                items,
                unique,
                Optional.of(other),
                keys,
                element,
                form);
    }

    private Type withElement(Element other) {
        return new Type(
                expected,
                scalars,
                words,
                pattern,
                minimum,
                maximum,
                items,
                unique,
                values,
                keyPattern,
                Optional.of(other),
                form);
    }
}
