package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jstack container commit}. */
@Command(
        name = "commit",
        header = "$ jstack container commit -m 'with the fix' web web:fixed",
        description = "Make an image of what a container has written; its volumes are no part of it.")
final class ContainerCommitCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "CONTAINER", description = "Of which.")
    private String container = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "What the image is called.")
    private String name = "";

    @Mixin
    private final CommitFlags flags = new CommitFlags();

    ContainerCommitCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        flags.commit(run, HostContainer.find(run.projects(), container).id(), name);
        return ExitCode.OK;
    }
}
