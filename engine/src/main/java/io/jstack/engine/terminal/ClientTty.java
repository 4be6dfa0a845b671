package io.jstack.engine.terminal;

/** A client's terminal device: its size and its mode. */
interface ClientTty extends AutoCloseable {
    TerminalSize size();

    /** cfmakeraw(3), keeping what was there before. */
    void raw();

    /** Back to what was there before {@link #raw}; nothing when that was never called. */
    void restore();

    @Override
    void close();
}
