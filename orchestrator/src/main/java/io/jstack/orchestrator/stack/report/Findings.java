package io.jstack.orchestrator.stack.report;

import io.jstack.values.JstackException;
import io.jstack.values.Place;
import io.jstack.values.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Problems and warnings, in the order they were found. One per load; a phase adds and goes on. */
public final class Findings {
    private static final int MOST = 50;

    private final List<Problem> problems = new ArrayList<>();
    private final Set<Said> said = new HashSet<>();
    private final Set<Warning> warnings = new LinkedHashSet<>();

    /** A message without the path it starts with. */
    private record Said(StackError code, Place place, String message) {}

    /**
     * Notes a problem; when there are very many, the rest is not worth reading. What an anchor or a template brings into many services
     * is wrong once.
     */
    public void problem(StackError code, Place place, String message, String remedy) {
        String what = message.substring(message.indexOf(": ") + 1);
        if (problems.size() < MOST && said.add(new Said(code, place, what))) {
            problems.add(new Problem(code, Optional.of(place), message, remedy));
        }
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
