package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jstack container attach}. */
@Command(
        name = "attach",
        header = "$ jstack container attach web",
        description = "Join the input and output of a container's first process, until it ends or, on its terminal,"
                + " the detach keys are pressed.")
final class ContainerAttachCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "CONTAINER", description = "Which.")
    private String name = "";

    @Mixin
    private final AttachFlags flags = new AttachFlags();

    ContainerAttachCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        HostContainer container = HostContainer.find(run.projects(), name).running();
        return flags.attach(run, container.id(), container.name(), "jstack container attach " + name);
    }
}
