package io.jstack.cli.commands;

import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack scale}. */
@Command(
        name = "scale",
        header = "$ jstack scale web=3",
        description = "Set the number of replicas, until down or another scale.")
final class ScaleCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(arity = "1..*", paramLabel = "SERVICE=N", description = "How many.")
    private List<String> scale = new ArrayList<>();

    @Option(names = "--no-deps", description = "Leave dependencies alone.")
    private boolean noDependencies;

    ScaleCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        Stack stack = run.load().stack();
        UpOptions options = UpOptions.DEFAULT
                .with(noDependencies ? UpOptions.Dependencies.LEFT_ALONE : UpOptions.Dependencies.INCLUDED)
                .heldBy(run.holder("scale"));
        try (ProgressDisplay progress = run.progress()) {
            run.projects().scale(stack, UpCommand.scale(scale), options, progress);
        }
        return ExitCode.OK;
    }
}
