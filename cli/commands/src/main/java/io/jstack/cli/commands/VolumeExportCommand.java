package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.values.JstackException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack volume export}. */
@Command(
        name = "export",
        header = "$ jstack volume export -o data.tar shop_data",
        description = "Write all that a volume holds as a tar.")
final class VolumeExportCommand implements Callable<Integer> {
    private static final int BUFFER = 1 << 16;

    private final Invocation run;

    @Parameters(paramLabel = "VOLUME", description = "Which.")
    private String volume = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file; standard output otherwise.")
    private String output = "-";

    VolumeExportCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        if (output.equals("-") && run.terminal().isTerminal(StandardStream.OUT)) {
            throw new JstackException(
                    CommandError.USAGE, "a tar is not written to a terminal", "jstack volume export -o FILE VOLUME");
        }
        try (OutputStream out = new BufferedOutputStream(run.terminal().write(output), BUFFER)) {
            run.stacks().volumes().exportTo(volume, out);
        } catch (IOException e) {
            throw new JstackException(
                    CommandError.FILE,
                    "cannot write " + output + ": " + e.getMessage(),
                    "check the file and the space left on its disk",
                    e);
        }
        return ExitCode.OK;
    }
}
