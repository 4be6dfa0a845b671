package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack container diff}. */
@Command(
        name = "diff",
        header = "$ jstack container diff web",
        description = {
            "List what a container has written over its image: A added, C changed, D deleted.",
            "Its volumes are no part of it."
        })
final class ContainerDiffCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "CONTAINER", description = "Whose.")
    private String name = "";

    ContainerDiffCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        run.stacks()
                .changes(HostContainer.find(run.projects(), name).id())
                .forEach(change -> run.out().println(change.kind().letter() + " " + change.path()));
        return ExitCode.OK;
    }
}
