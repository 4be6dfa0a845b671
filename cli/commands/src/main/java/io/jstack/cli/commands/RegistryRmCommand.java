package io.jstack.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack registry rm}. */
@Command(
        name = "rm",
        header = "$ jstack registry rm registry.example.com/team/app:v1",
        description = "Remove images from their registry, each with every tag of the same manifest.")
final class RegistryRmCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "NAME[:TAG], or NAME@DIGEST.")
    private List<String> names = new ArrayList<>();

    RegistryRmCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        for (String name : names) {
            run.out().println("Deleted: " + run.stacks().registries().remove(name));
        }
        return ExitCode.OK;
    }
}
