package io.jstack.cli.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Patterns as in a {@code .dockerignore}: the last that matches wins, {@code !} takes back, and what lies below a match matches too. */
final class FilePatterns {
    private final List<Line> lines;

    private record Line(Pattern pattern, Effect effect) {}

    private enum Effect {
        MATCHES,
        DOES_NOT
    }

    private FilePatterns(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    static FilePatterns of(List<String> texts) {
        List<Line> lines = new ArrayList<>();
        for (String text : texts) {
            String pattern = text.strip();
            if (pattern.isEmpty() || pattern.startsWith("#")) {
                continue;
            }
            boolean negated = pattern.startsWith("!");
            lines.add(new Line(
                    Pattern.compile(expression(negated ? pattern.substring(1).strip() : pattern)),
                    negated ? Effect.DOES_NOT : Effect.MATCHES));
        }
        return new FilePatterns(lines);
    }

    /** The lines of a file; none where it does not exist. */
    static FilePatterns in(Path file) throws IOException {
        return Files.isRegularFile(file) ? of(Files.readAllLines(file)) : of(List.of());
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** @param path relative to where the patterns count from */
    boolean match(Path path) {
        boolean matches = false;
        for (Line line : lines) {
            if (line.pattern().matcher(path.toString()).matches()) {
                matches = line.effect() == Effect.MATCHES;
            }
        }
        return matches;
    }

    private static String expression(String pattern) {
        String clean = pattern.replaceAll("^(\\./|/)+", "").replaceAll("/+$", "");
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            if (clean.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (clean.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex + "(?:/.*)?";
    }
}
