package io.jstack.cli.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack registry tags}. */
@Command(
        name = "tags",
        header = "$ jstack registry tags registry.example.com/team/app",
        description = "List the tags of a repository, one a line.")
final class RegistryTagsCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "REPOSITORY", description = "A name without tag; Docker Hub's where it names no registry.")
    private String name = "";

    RegistryTagsCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        run.stacks().registries().tags(name).forEach(run.out()::println);
        return ExitCode.OK;
    }
}
