package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jstack load}. */
@Command(
        name = "load",
        header = "$ jstack load -i app.tar",
        description =
                "Take in the images of a tar that save wrote, here or elsewhere: Docker's archive or an OCI layout.")
final class LoadCommand implements Callable<Integer> {
    private final Invocation run;

    @Option(
            names = {"-i", "--input"},
            paramLabel = "FILE",
            description = "The file, plain or compressed; standard input otherwise.")
    private String input = "-";

    @Option(names = "--platform", paramLabel = "OS/ARCH", description = "Which, of an image made for several.")
    private Optional<String> platform = Optional.empty();

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    LoadCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (input.equals("-") && run.terminal().isTerminal(StandardStream.IN)) {
            throw new JstackException(CommandError.USAGE, "a tar is not read from a terminal", "jstack load -i FILE");
        }
        List<String> loaded;
        try (InputStream in = run.terminal().read(input);
                ProgressDisplay progress = run.progress()) {
            loaded = run.images().load(in, platform, ImageProgressLines.of(quiet ? step -> {} : progress, input));
        } catch (IOException e) {
            throw new JstackException(
                    CommandError.FILE, "cannot read " + input + ": " + e.getMessage(), "jstack load -i FILE", e);
        }
        loaded.forEach(name ->
                run.out().println((name.startsWith("sha256:") ? "Loaded image ID: " : "Loaded image: ") + name));
        return ExitCode.OK;
    }
}
