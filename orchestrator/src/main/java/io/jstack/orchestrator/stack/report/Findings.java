package io.jstack.orchestrator.stack.report;

import io.jstack.values.JstackException;
import io.jstack.values.Place;
import io.jstack.values.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Problems and warnings, in the order they were found. One per load; a phase adds and goes on. */
public final class Findings {
    private static final int MOST = 50;

    private final List<Problem> problems = new ArrayList<>();
    private final Set<Said> said = new HashSet<>();
    private final Set<Warning> warnings = new LinkedHashSet<>();
    private final Set<String> left = new HashSet<>();
    private boolean further;

    /** A message without the path it starts with. */
    private record Said(StackError code, Place place, String message) {}

    /**
     * Notes a problem; when there are very many, the rest is not worth reading. What an anchor or a template brings into many services
     * is wrong once.
     */
    public void problem(StackError code, Place place, String message, String remedy) {
        if (further && isConsequence(code, message)) {
            return;
        }
        String what = message.substring(message.indexOf(": ") + 1);
        if (problems.size() < MOST && said.add(new Said(code, place, what))) {
            problems.add(new Problem(code, Optional.of(place), message, remedy));
        }
    }

    /** What is missing may be missing because it was wrong. */
    private boolean isConsequence(StackError code, String message) {
        return code == StackError.KEY_MISSING
                || (code == StackError.REFERENCE_UNDEFINED
                        && left.stream().anyMatch(key -> names(message, key) || names(message, singular(key))));
    }

    private static boolean names(String message, String key) {
        return Pattern.compile("(?<![\\w.-])" + Pattern.quote(key) + "(?![\\w.-])")
                .matcher(message)
                .find();
    }

    /** Of a section that is left out whole: {@code networks}. */
    private static String singular(String key) {
        return key.endsWith("s") ? key.substring(0, key.length() - 1) : key;
    }

    /** The problems so far are left out of what is read from here on; see {@link Sound}. */
    void endPhase() {
        further = true;
    }

    /** A key that is left out. */
    void left(String key) {
        left.add(key);
    }

    Set<Place> places() {
        Set<Place> places = new HashSet<>();
        problems.forEach(problem -> problem.place().ifPresent(places::add));
        return places;
    }

    /** What ended a load, with all that was found before it; what follows from that is not worth telling. */
    public RuntimeException with(RuntimeException end) {
        if (problems.isEmpty()) {
            return end;
        }
        List<Problem> all = new ArrayList<>(problems);
        if (end instanceof JstackException known) {
            known.problems().stream()
                    .filter(problem -> !all.contains(problem))
                    .filter(problem ->
                            !(problem.code() instanceof StackError code && isConsequence(code, problem.message())))
                    .forEach(all::add);
        }
        return new JstackException(inOrder(all));
    }

    /** As they stand in each file; those without a place first. */
    private static List<Problem> inOrder(List<Problem> problems) {
        List<String> files = problems.stream()
                .flatMap(problem -> problem.place().stream())
                .map(Place::file)
                .distinct()
                .toList();
        return problems.stream()
                .sorted(Comparator.comparingInt((Problem problem) -> problem.place()
                                .map(place -> files.indexOf(place.file()))
                                .orElse(-1))
                        .thenComparingInt(
                                problem -> problem.place().map(Place::line).orElse(0))
                        .thenComparingInt(
                                problem -> problem.place().map(Place::column).orElse(0)))
                .toList();
    }

    public void warn(Place place, String message) {
        warnings.add(new Warning(Optional.of(place), message));
    }

    public void warn(String message) {
        warnings.add(new Warning(Optional.empty(), message));
    }

    public List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    public boolean hasProblems() {
        return !problems.isEmpty();
    }

    /** Ends the load when something was found; called at the end of each phase that later ones rely on. */
    public void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new JstackException(problems);
        }
    }
}
