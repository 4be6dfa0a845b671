package io.jstack.images.build;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A {@code .dockerignore}: a pattern a line, {@code !} for exceptions, the last that matches decides (moby/patternmatcher). */
final class IgnoreFile {
    static final IgnoreFile NONE = new IgnoreFile(List.of());

    private final List<Rule> rules;

    private record Rule(Pattern pattern, boolean isException) {}

    private IgnoreFile(List<Rule> rules) {
        this.rules = rules;
    }

    static IgnoreFile parse(String text) {
        List<Rule> rules = new ArrayList<>();
        String whole = text.startsWith("\ufeff") ? text.substring(1) : text;
        whole.lines()
                .filter(line -> !line.startsWith("#"))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(line -> {
                    boolean exception = line.startsWith("!");
                    String path = clean(exception ? line.substring(1).strip() : line);
                    if (!path.isEmpty() || !exception) {
                        rules.add(new Rule(PathPattern.compile(path), exception));
                    }
                });
        return new IgnoreFile(rules);
    }

    /** Without leading and trailing slashes, {@code .} and what {@code ..} takes back. */
    private static String clean(String pattern) {
        List<String> parts = new ArrayList<>();
        for (String part : pattern.split("/", -1)) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.remove(parts.size() - 1);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    /** Whether the build does not see {@code path}, relative to the context. A directory's rule holds for all below it. */
    boolean isIgnored(String path) {
        boolean ignored = false;
        for (Rule rule : rules) {
            if (ignored == rule.isException() && matches(rule.pattern(), path)) {
                ignored = !rule.isException();
            }
        }
        return ignored;
    }

    private static boolean matches(Pattern pattern, String path) {
        if (pattern.matcher(path).matches()) {
            return true;
        }
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            if (pattern.matcher(path.substring(0, slash)).matches()) {
                return true;
            }
        }
        return false;
    }

    /** Whether something below an ignored directory may be seen after all. */
    boolean hasExceptions() {
        return rules.stream().anyMatch(Rule::isException);
    }
}
