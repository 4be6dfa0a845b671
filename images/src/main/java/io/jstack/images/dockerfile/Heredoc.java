package io.jstack.images.dockerfile;

/**
 * A document written right into the Dockerfile.
 *
 * @param name what ends it, and the file's name in COPY and ADD
 * @param content with its line ends
 * @param expansion whether variables in it mean something
 */
public record Heredoc(String name, String content, Expansion expansion) {
    /** A quoted name keeps the text as it is. */
    public enum Expansion {
        EXPAND,
        LITERAL
    }
}
