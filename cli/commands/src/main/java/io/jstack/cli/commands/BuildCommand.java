package io.jstack.cli.commands;

import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.model.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack build}. */
@Command(
        name = "build",
        header = "$ jstack build --pull web",
        description = "Build the images of services that have a build section.")
final class BuildCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Which; all when none is named.")
    private List<String> services = new ArrayList<>();

    @Option(
            names = "--build-arg",
            paramLabel = "NAME=VALUE",
            description = "Set an ARG, over the file's; NAME alone takes this shell's.")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--no-cache", description = "Carry out every step again.")
    private boolean noCache;

    @Option(names = "--pull", description = "Pull base images anew.")
    private boolean pull;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show nothing but failures.")
    private boolean quiet;

    BuildCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        Stack stack = run.load().stack();
        Stacks.Build options = new Stacks.Build(
                ExecCommand.environment(run.terminal(), arguments),
                noCache ? Stacks.Cache.IGNORED : Stacks.Cache.USED,
                pull ? Stacks.Bases.PULLED : Stacks.Bases.AS_STORED);
        try (ProgressDisplay progress = run.progress()) {
            Progress shown = step -> {
                if (!quiet || step.state() == Progress.State.FAILED) {
                    progress.on(step);
                }
            };
            run.stacks().build(stack, services, options, shown);
        }
        return ExitCode.OK;
    }
}
