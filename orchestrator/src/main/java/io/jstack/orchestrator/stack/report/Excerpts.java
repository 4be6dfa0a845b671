package io.jstack.orchestrator.stack.report;

import io.jstack.values.JstackException;
import io.jstack.values.Place;
import io.jstack.values.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Puts the line at fault, with a caret, beneath each message that has a place. */
public final class Excerpts {
    private static final int WIDEST = 160;
    private static final int LONGEST = 500;

    private Excerpts() {}

    /** {@code lines} answers the lines of a file by the name its places use. */
    public static JstackException added(JstackException wrong, Function<String, Optional<List<String>>> lines) {
        Map<String, Optional<List<String>>> known = new HashMap<>();
        List<Problem> problems = wrong.problems().stream()
                .map(Excerpts::shortened)
                .map(problem -> problem.place()
                        .flatMap(place ->
                                known.computeIfAbsent(place.file(), lines).flatMap(text -> excerpt(place, text)))
                        .map(excerpt -> new Problem(
                                problem.code(), problem.place(), problem.message() + excerpt, problem.remedy()))
                        .orElse(problem))
                .toList();
        return new JstackException(problems);
    }

    /** A value may be as long as a file; a message may not. */
    private static Problem shortened(Problem problem) {
        return new Problem(problem.code(), problem.place(), cut(problem.message()), cut(problem.remedy()));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    private static Optional<String> excerpt(Place place, List<String> lines) {
        if (place.line() > lines.size()) {
            return Optional.empty();
        }
        String line = lines.get(place.line() - 1).replace('\t', ' ');
        if (line.isBlank() || line.length() > WIDEST || place.column() > line.length() + 1) {
            return Optional.empty();
        }
        String number = Integer.toString(place.line());
        return Optional.of("\n  " + number + " | " + line + "\n  " + " ".repeat(number.length()) + " | "
                + " ".repeat(place.column() - 1) + "^");
    }
}
