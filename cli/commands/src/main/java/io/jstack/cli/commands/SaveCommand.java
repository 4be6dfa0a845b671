package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.values.JstackException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack save}. */
@Command(
        name = "save",
        header = "$ jstack save -o app.tar app:1",
        description = "Write images as one tar, which is both Docker's archive and an OCI image layout.")
final class SaveCommand implements Callable<Integer> {
    private static final int BUFFER = 1 << 16;

    private final Invocation run;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "A name or an id.")
    private List<String> images = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file; standard output otherwise.")
    private String output = "-";

    SaveCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        if (output.equals("-") && run.terminal().isTerminal(StandardStream.OUT)) {
            throw new JstackException(
                    CommandError.USAGE, "a tar is not written to a terminal", "jstack save -o FILE IMAGE");
        }
        try (OutputStream out = new BufferedOutputStream(run.terminal().write(output), BUFFER)) {
            run.images().save(images, out);
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
