package io.jstack.cli.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack image push}. */
@Command(
        name = "push",
        header = "$ jstack image push localhost:5000/app:1",
        description = "Push an image to the registry in its name.")
final class ImagePushCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "NAME", description = "NAME[:TAG].")
    private String name = "";

    @Option(
            names = {"-q", "--quiet"},
            description = "Show nothing but failures.")
    private boolean quiet;

    ImagePushCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        run.out().println(push(run, name, quiet ? ImagePullCommand.Shown.FAILURES : ImagePullCommand.Shown.ALL));
        return ExitCode.OK;
    }

    /** The manifest's digest. */
    static String push(Invocation run, String name, ImagePullCommand.Shown shown) throws InterruptedException {
        try (ProgressDisplay progress = run.progress()) {
            boolean all = shown == ImagePullCommand.Shown.ALL;
            String digest = run.images().push(name, ImageProgressLines.of(all ? progress : step -> {}, name));
            if (all) {
                ImageProgressLines.done(progress, name, "Pushed");
            }
            return digest;
        }
    }
}
