package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack container rename}. */
@Command(
        name = "rename",
        header = "$ jstack container rename web old-web",
        description = "Give a container another name.")
final class ContainerRenameCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "CONTAINER", description = "Which.")
    private String container = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "What it is called from now on.")
    private String name = "";

    ContainerRenameCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        HostContainer found = HostContainer.find(run.projects(), container);
        run.projects().rename(found.project(), found.id(), ContainerCreation.free(run, name));
        return ExitCode.OK;
    }
}
