package io.jstack.cli.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack image build}. */
@Command(name = "build", header = "$ jstack image build -t app:1 .", description = "Build an image from a Dockerfile.")
final class ImageBuildCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "DIR", description = "The build context.")
    private String context = "";

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The Dockerfile, instead of DIR/Dockerfile.")
    private String file = "";

    @Mixin
    private final BuildFlags flags = new BuildFlags();

    ImageBuildCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        flags.build(run, context, file);
        return ExitCode.OK;
    }
}
