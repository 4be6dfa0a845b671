package io.jstack.cli.commands;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack image pull}. */
@Command(
        name = "pull",
        header = "$ jstack image pull postgres:16",
        description = "Pull an image from the registry in its name.")
final class ImagePullCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "NAME", description = "NAME[:TAG], or NAME@DIGEST.")
    private String name = "";

    @Option(names = "--platform", paramLabel = "OS/ARCH", description = "Which, of an image made for several.")
    private Optional<String> platform = Optional.empty();

    @Option(
            names = {"-q", "--quiet"},
            description = "Show nothing but failures.")
    private boolean quiet;

    ImagePullCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        String id = pull(run, name, platform, quiet ? Shown.FAILURES : Shown.ALL);
        run.out().println(id);
        return ExitCode.OK;
    }

    /** How much of the progress is shown. */
    enum Shown {
        ALL,
        FAILURES
    }

    static String pull(Invocation run, String name, Optional<String> platform, Shown shown)
            throws InterruptedException {
        try (ProgressDisplay progress = run.progress()) {
            String id = run.images()
                    .pull(name, platform, ImageProgressLines.of(shown == Shown.FAILURES ? step -> {} : progress, name));
            if (shown == Shown.ALL) {
                ImageProgressLines.done(progress, name, "Pulled");
            }
            return id;
        }
    }
}
