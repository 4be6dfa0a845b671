package io.jstack.cli.commands;

import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack build}. */
@Command(
        name = "build",
        header = "$ jstack build --pull web",
        description = "Build the images of services that have a build section.")
final class BuildCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Which; all when none is named. With -t NAME: the directory.")
    private List<String> services = new ArrayList<>();

    @Mixin
    private final BuildFlags flags = new BuildFlags();

    @Option(names = "--push", description = "Push what was built, each to the registry in its name.")
    private boolean push;

    BuildCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!flags.tags.isEmpty()) {
            return image();
        }
        Stack stack = run.load(services).stack();
        Stacks.Build options = new Stacks.Build(
                ExecCommand.environment(run.terminal(), flags.arguments),
                flags.noCache ? Stacks.Cache.IGNORED : Stacks.Cache.USED,
                flags.pull ? Stacks.Bases.PULLED : Stacks.Bases.AS_STORED,
                Globals.variable(run.terminal(), "SSH_AUTH_SOCK").map(run::resolve));
        try (ProgressDisplay progress = run.progress()) {
            Progress shown = step -> {
                if (!flags.quiet || step.state() == Progress.State.FAILED) {
                    progress.on(step);
                }
            };
            run.stacks().build(stack, services, options, shown);
        }
        for (Service service : stack.services().values()) {
            boolean built =
                    service.image().build().isPresent() && (services.isEmpty() || services.contains(service.name()));
            if (push && built) {
                ImagePushCommand.push(
                        run,
                        service.image().reference(),
                        flags.quiet ? ImagePullCommand.Shown.FAILURES : ImagePullCommand.Shown.ALL);
            }
        }
        return ExitCode.OK;
    }

    /** {@code build -t NAME DIR}, as {@code docker build} has it: {@code -f} is the Dockerfile then. */
    private Integer image() throws InterruptedException {
        if (services.size() != 1 || run.globals().files().size() > 1) {
            throw new JstackException(
                    CommandError.USAGE,
                    "build -t NAME takes one directory",
                    "jstack build -t NAME [-f DOCKERFILE] DIR");
        }
        flags.build(
                run, services.get(0), run.globals().files().stream().findFirst().orElse(""));
        return ExitCode.OK;
    }
}
