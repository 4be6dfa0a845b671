package io.jstack.cli.commands;

import io.jstack.values.JstackException;

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

    /** What a shell says of a program that is there and cannot be run, and of one that is not there. */
    private static final int NOT_EXECUTABLE = 126;

    private static final int NOT_FOUND = 127;

    private ExitCode() {}

    /** For {@code exec} and {@code run}: as Docker, and as a shell would. */
    static int ofProgram(JstackException failure, int otherwise) {
        if (failure.code().id().equals("program-not-found")) {
            return NOT_FOUND;
        }
        return failure.code().id().equals("program-not-executable") ? NOT_EXECUTABLE : otherwise;
    }
}
