package io.jstack.runtime;

/** Rows and columns of a terminal, in characters. */
public record TerminalSize(int rows, int columns) {
    public static final TerminalSize USUAL = new TerminalSize(24, 80);
}
