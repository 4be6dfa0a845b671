package io.jstack.engine;

import io.jstack.engine.terminal.TerminalSize;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The caller's end of a process.
 *
 * @param in an empty stream where the caller gave no input
 * @param size of the caller's terminal now; asked at the start and after each resize
 * @param onResize takes what is to be run after each change of size
 */
public record Io(
        InputStream in, OutputStream out, OutputStream err, Supplier<TerminalSize> size, Consumer<Runnable> onResize) {}
