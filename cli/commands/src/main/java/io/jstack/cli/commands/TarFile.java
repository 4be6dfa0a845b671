package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.values.JstackException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import picocli.CommandLine.Option;

/** Where {@code save} and {@code export} write their tar. */
final class TarFile {
    private static final int BUFFER = 1 << 16;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file; standard output otherwise.")
    private String output = "-";

    /** Writes the tar. */
    interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /** @param again the command line with {@code -o}, for who would have it on a terminal */
    void write(Invocation run, String again, Writer writer) {
        if (output.equals("-") && run.terminal().isTerminal(StandardStream.OUT)) {
            throw new JstackException(CommandError.USAGE, "a tar is not written to a terminal", again);
        }
        try (OutputStream out = new BufferedOutputStream(run.terminal().write(output), BUFFER)) {
            writer.write(out);
        } catch (IOException e) {
            throw new JstackException(
                    CommandError.FILE,
                    "cannot write " + output + ": " + e.getMessage(),
                    "check the file and the space left on its disk",
                    e);
        }
    }
}
