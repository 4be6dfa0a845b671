package io.jstack.engine.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One client's command line, as a program inside the engine sees it. Streams block as a pipe's do: {@link #out} waits while the
 * client's reader is slow, {@link #in} reads from the client only what was asked for. When the client is gone, the program's
 * thread is interrupted, {@link #in} ends and what is written to {@link #out} is dropped.
 */
public interface Terminal {
    /** What stood after {@code jstack} on the command line. */
    List<String> arguments();

    /** The client's environment, not the engine's. */
    Map<String, String> environment();

    /** The client's working directory, absolute. Relative paths of the user mean this one. */
    Path directory();

    /** The client's umask(2), for what is written in its name. */
    int umask();

    /** Whether the client's descriptor is a terminal, isatty(3). */
    boolean isTerminal(StandardStream stream);

    /** The size now; {@link TerminalSize#USUAL} where the client has no terminal. */
    TerminalSize size();

    /** Calls {@code listener} on each SIGWINCH, on a thread that must not block; replaces an earlier one. */
    void onResize(Consumer<TerminalSize> listener);

    /**
     * Calls {@code listener} with the name of each signal the client got ({@code INT}, {@code TERM}, {@code HUP}, {@code USR1}), on
     * a thread that must not block; replaces an earlier one. Without a listener INT, TERM and HUP interrupt the program's thread.
     */
    void onSignal(Consumer<String> listener);

    /** The client's standard input. Nothing is taken from it before the first read. */
    InputStream in();

    /** Auto-flushing at each line; UTF-8. Wrap it for bulk. */
    PrintStream out();

    PrintStream err();

    /**
     * Opens a file with the client's eyes: {@code -} is standard input, {@code /dev/fd/N} the client's descriptor; any other path is
     * relative to {@link #directory}.
     */
    InputStream read(String path) throws IOException;

    /** Lets the client write a file, with its rights and its umask; {@code -} is standard output. Closing waits for its answer. */
    OutputStream write(String path) throws IOException;

    /**
     * Puts the client's terminal into raw mode, cfmakeraw(3), until the returned handle is closed; the terminal is put back in any
     * case when the session ends, also by the client itself when the engine dies. Does nothing where standard input is no terminal.
     */
    RawMode rawMode();

    /** Ends raw mode. */
    interface RawMode extends AutoCloseable {
        @Override
        void close();
    }
}
