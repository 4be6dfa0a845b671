package io.jstack.engine.terminal;

/** What runs at the far end of a client: called once for each client, on a platform thread of its own. */
public interface TerminalProgram {
    /**
     * Runs one command line to its end.
     *
     * @return the client's exit code, 0 to 255
     * @throws InterruptedException when the client went away, or the engine is stopping
     */
    int run(Terminal terminal) throws InterruptedException;
}
