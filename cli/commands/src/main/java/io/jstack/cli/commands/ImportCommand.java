package io.jstack.cli.commands;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack import}. */
@Command(
        name = "import",
        header = "$ jstack import rootfs.tar.gz base:1",
        description = "Make an image of a root file system: a tar, plain or compressed; - is standard input.")
final class ImportCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "TAR", description = "The file.")
    private String file = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "What the image is called.")
    private String name = "";

    @Option(
            names = {"-c", "--change"},
            paramLabel = "INSTRUCTION",
            description = "A Dockerfile instruction, such as USER nobody.")
    private List<String> changes = new ArrayList<>();

    @Option(
            names = {"-m", "--message"},
            paramLabel = "TEXT",
            description = "What its history says.")
    private String message = "imported";

    ImportCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        String id;
        try (InputStream tar = run.terminal().read(file);
                ProgressDisplay progress = run.progress()) {
            id = run.stacks().importImage(tar, name, changes, message, progress);
        } catch (IOException e) {
            throw new JstackException(
                    CommandError.FILE, "cannot read " + file + ": " + e.getMessage(), "jstack import FILE NAME", e);
        }
        run.out().println(id);
        return ExitCode.OK;
    }
}
