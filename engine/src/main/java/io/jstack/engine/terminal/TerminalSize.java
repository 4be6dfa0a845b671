package io.jstack.engine.terminal;

/** A terminal's size in characters: {@code TIOCGWINSZ}, ioctl_tty(2). */
public record TerminalSize(int columns, int rows) {
    /** What is assumed where nobody can tell. */
    public static final TerminalSize USUAL = new TerminalSize(80, 24);
}
