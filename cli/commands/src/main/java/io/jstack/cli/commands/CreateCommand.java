package io.jstack.cli.commands;

import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jstack create}. */
@Command(
        name = "create",
        header = "$ jstack create",
        description = "Create containers, networks and volumes, and start nothing.")
final class CreateCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Which; all when none is named.")
    private List<String> services = new ArrayList<>();

    @Mixin
    private final CreateFlags create = new CreateFlags();

    CreateCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        Stack stack = run.load(services).stack();
        UpOptions options = new UpOptions(
                services,
                create.dependencies(),
                create.recreate(),
                create.images(),
                create.scale(),
                create.orphans(run),
                AnonymousVolumes.KEEP,
                UpOptions.Start.LATER,
                Optional.empty(),
                UpOptions.Failure.KEEP,
                Optional.empty(),
                run.holder("create"));
        try (ProgressDisplay progress = run.progress()) {
            run.projects().up(stack, options, create.filter(progress));
        }
        return ExitCode.OK;
    }
}
