package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack export}. */
@Command(
        name = "export",
        header = "$ jstack export -o root.tar web",
        description = "Write all files of a container as a tar, without its volumes.")
final class ExportCommand implements Callable<Integer> {
    private static final int BUFFER = 1 << 16;

    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "A service, or a container's name or id.")
    private String service = "";

    @Option(names = "--index", paramLabel = "N", description = "The n-th replica.")
    private int index;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file; standard output otherwise.")
    private String output = "-";

    ExportCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        if (output.equals("-") && run.terminal().isTerminal(StandardStream.OUT)) {
            throw new JstackException(
                    CommandError.USAGE, "a tar is not written to a terminal", "jstack export -o FILE SERVICE");
        }
        ContainerId container =
                CommitCommand.container(run, service, index > 0 ? OptionalInt.of(index) : OptionalInt.empty());
        try (OutputStream out = new BufferedOutputStream(run.terminal().write(output), BUFFER)) {
            run.images().export(container, out);
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
