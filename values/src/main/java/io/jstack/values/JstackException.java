package io.jstack.values;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The one exception of the house: one or more {@link Problem}s, shown together. Never a stack trace for a user's mistake. */
public final class JstackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public JstackException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public JstackException(ErrorCode code, String message, String remedy) {
        this(List.of(new Problem(code, Optional.empty(), message, remedy)));
    }

    public JstackException(ErrorCode code, Place place, String message, String remedy) {
        this(List.of(new Problem(code, Optional.of(place), message, remedy)));
    }

    public JstackException(ErrorCode code, String message, String remedy, Throwable cause) {
        this(code, message, remedy);
        initCause(cause);
    }

    public List<Problem> problems() {
        return problems;
    }

    /** The first problem's code: what a caller may branch on. */
    public ErrorCode code() {
        return problems.get(0).code();
    }
}
