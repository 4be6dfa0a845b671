package io.jstack.orchestrator.stack.interpolate;

import io.jstack.orchestrator.stack.interpolate.TemplateException.Kind;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A text with variables: {@code $V}, {@code ${V}}, and {@code ${V<operator>word}} with the operators {@code - :- + :+ ? :?}. A word
 * may hold variables again; {@code $$} is a dollar sign. A dollar sign before anything else stays.
 */
public final class Template {
    /** What a template says about a variable, for {@code config --variables}. */
    public record Variable(String name, String operator, String word) {}

    private static final int DEEPEST = 50;

    private final String text;
    private final Lookup lookup;
    private final Consumer<String> unset;
    private final Optional<Consumer<Variable>> collector;
    private final int depth;

    private Template(
            String text, Lookup lookup, Consumer<String> unset, Optional<Consumer<Variable>> collector, int depth) {
        this.text = text;
        this.lookup = lookup;
        this.unset = unset;
        this.collector = collector;
        this.depth = depth;
    }

    /**
     * Replaces the variables of {@code text}.
     *
     * @param unset told the name of each variable that has neither a value nor a default
     */
    public static String substitute(String text, Lookup lookup, Consumer<String> unset) throws TemplateException {
        return text.indexOf('$') < 0 ? text : new Template(text, lookup, unset, Optional.empty(), 0).expand();
    }

    /** Tells {@code seen} of every variable in {@code text}, those within words that are not used included. */
    public static void variables(String text, Consumer<Variable> seen) throws TemplateException {
        if (text.indexOf('$') >= 0) {
            new Template(text, name -> Optional.empty(), name -> {}, Optional.of(seen), 0).expand();
        }
    }

    private String expand() throws TemplateException {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            if (c != '$') {
                out.append(c);
                at++;
            } else if (next == '$') {
                out.append('$');
                at += 2;
            } else if (next == '{') {
                int close = closingBrace(at + 1);
                out.append(braced(text.substring(at + 2, close)));
                at = close + 1;
            } else if (startsName(next)) {
                int end = nameEnd(text, at + 1);
                out.append(plain(text.substring(at + 1, end)));
                at = end;
            } else {
                out.append(c);
                at++;
            }
        }
        return out.toString();
    }

    private String plain(String name) {
        collector.ifPresent(seen -> seen.accept(new Variable(name, "", "")));
        Optional<String> value = lookup.value(name);
        if (value.isEmpty()) {
            unset.accept(name);
        }
        return value.orElse("");
    }

    private String braced(String body) throws TemplateException {
        int end = body.isEmpty() || !startsName(body.charAt(0)) ? 0 : nameEnd(body, 0);
        if (end == 0) {
            throw invalid();
        }
        String name = body.substring(0, end);
        if (end == body.length()) {
            return plain(name);
        }
        boolean colon = body.charAt(end) == ':';
        int sign = colon ? end + 1 : end;
        if (sign >= body.length() || "-+?".indexOf(body.charAt(sign)) < 0) {
            throw invalid();
        }
        String word = body.substring(sign + 1);
        if (collector.isPresent()) {
            collector.get().accept(new Variable(name, body.substring(end, sign + 1), word));
            return inner(word);
        }
        Optional<String> value = lookup.value(name);
        boolean given = value.isPresent() && !(colon && value.get().isEmpty());
        return switch (body.charAt(sign)) {
            case '-' -> given ? value.get() : inner(word);
            case '+' -> given ? inner(word) : value.orElse("");
            default -> required(name, given ? value : Optional.empty(), word);
        };
    }

    private String required(String name, Optional<String> value, String word) throws TemplateException {
        if (value.isPresent()) {
            return value.get();
        }
        String reason = inner(word);
        throw new TemplateException(
                Kind.REQUIRED,
                "required variable " + name + " is missing a value" + (reason.isEmpty() ? "" : ": " + reason));
    }

    private String inner(String word) throws TemplateException {
        if (depth > DEEPEST) {
            throw new TemplateException(Kind.INVALID, "more than " + DEEPEST + " defaults within each other");
        }
        return new Template(word, lookup, unset, collector, depth + 1).expand();
    }

    /** Braces nest, also those without a dollar sign: {@code ${V:-{"a": 1}}}. When they do not add up, the last one closes. */
    private int closingBrace(int open) throws TemplateException {
        int depth = 0;
        for (int at = open; at < text.length(); at++) {
            char c = text.charAt(at);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        int last = text.lastIndexOf('}');
        if (last > open) {
            return last;
        }
        throw invalid();
    }

    private TemplateException invalid() {
        return new TemplateException(Kind.INVALID, "invalid interpolation format: " + text);
    }

    private static boolean startsName(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static int nameEnd(String text, int start) {
        int end = start;
        while (end < text.length() && (startsName(text.charAt(end)) || Character.digit(text.charAt(end), 10) >= 0)) {
            end++;
        }
        return end;
    }
}
