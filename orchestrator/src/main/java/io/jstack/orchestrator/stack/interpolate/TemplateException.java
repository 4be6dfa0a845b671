package io.jstack.orchestrator.stack.interpolate;

/** A text whose variables cannot be replaced; the caller knows the place and turns it into a problem. */
public final class TemplateException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public enum Kind {
        /** Not a form of {@code ${...}}. */
        INVALID,
        /** {@code ${V:?message}} and no value. */
        REQUIRED
    }

    private final Kind kind;

    TemplateException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Never null: every one is made with a message. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
