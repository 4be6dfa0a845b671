package io.jstack.cli.commands;

import io.jstack.engine.ImageAccess;
import io.jstack.values.ContainerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a container becomes an image. */
final class CommitFlags {
    @Option(
            names = {"-a", "--author"},
            paramLabel = "WHO",
            description = "The image's author.")
    private Optional<String> author = Optional.empty();

    @Option(
            names = {"-m", "--message"},
            paramLabel = "TEXT",
            description = "What its history says.")
    private Optional<String> message = Optional.empty();

    @Option(
            names = {"-c", "--change"},
            paramLabel = "INSTRUCTION",
            description = "A Dockerfile instruction, such as USER nobody.")
    private List<String> changes = new ArrayList<>();

    @Option(
            names = {"-p", "--pause"},
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "BOOL",
            description = "Pause it while its files are read (the default).")
    private boolean pause = true;

    @Option(names = "--no-pause", description = "Let it run meanwhile.")
    private boolean noPause;

    /** Prints the image's id. */
    void commit(Invocation run, ContainerId container, String name) {
        ImageAccess.WhileWritten state =
                pause && !noPause ? ImageAccess.WhileWritten.PAUSED : ImageAccess.WhileWritten.RUNNING;
        run.out()
                .println(run.images().commit(container, new ImageAccess.Commit(name, author, message, changes, state)));
    }
}
