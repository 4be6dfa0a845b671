package io.jstack.cli.commands;

/** What a command's end means to a shell. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    /** {@code plan}: something is to be done. */
    static final int CHANGES = 2;
    /** {@code run}: jstack failed, not the command; as {@code docker run}. */
    static final int NOT_RUN = 125;
    /** 128 + SIGINT. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
