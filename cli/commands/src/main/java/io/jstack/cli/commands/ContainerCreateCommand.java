package io.jstack.cli.commands;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jstack container create}. */
@Command(
        name = "create",
        header = "$ jstack container create --name web nginx",
        description = "Make a container of an image, and do not start it.")
final class ContainerCreateCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "Of which.")
    private String image = "";

    @Parameters(index = "1..*", paramLabel = "COMMAND", description = "Instead of the image's command.")
    private List<String> command = new ArrayList<>();

    @Mixin
    private ContainerFlags flags = new ContainerFlags();

    ContainerCreateCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        run.out()
                .println(new ContainerCreation(run, flags, ContainerCreation.Input.CALLERS)
                        .create(image, command)
                        .id()
                        .value());
        return ExitCode.OK;
    }
}
