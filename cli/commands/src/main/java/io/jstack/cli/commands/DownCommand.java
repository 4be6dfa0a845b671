package io.jstack.cli.commands;

import io.jstack.orchestrator.DownOptions;
import io.jstack.orchestrator.UpOptions;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack down}. */
@Command(
        name = "down",
        header = "$ jstack down -v",
        description =
                "Stop and remove containers, dependants first, and the networks. Volumes stay unless -v is given.")
final class DownCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Only these, and no networks.")
    private List<String> services = new ArrayList<>();

    @Option(
            names = {"-v", "--volumes"},
            description = "Remove named volumes of the file and anonymous ones too; never external ones.")
    private boolean volumes;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            converter = Converters.Seconds.class,
            description = "Time between the stop signal and SIGKILL.")
    private Optional<Duration> timeout = Optional.empty();

    @Option(names = "--remove-orphans", description = "Remove containers of services the file no longer has.")
    private boolean removeOrphans;

    @Option(
            names = "--rmi",
            paramLabel = "WHICH",
            description = "Remove images: all, or local (those without a name of their own).")
    private Optional<String> images = Optional.empty();

    DownCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        DownOptions options = new DownOptions(
                services,
                volumes ? DownOptions.Volumes.REMOVE : DownOptions.Volumes.KEEP,
                timeout,
                removeOrphans || Globals.isTrue(run.terminal(), "COMPOSE_REMOVE_ORPHANS")
                        ? UpOptions.Orphans.REMOVE
                        : UpOptions.Orphans.WARN,
                images(),
                run.holder("down"));
        String project = run.project();
        try (ProgressDisplay progress = run.progress()) {
            run.projects().down(project, options, progress);
        }
        return ExitCode.OK;
    }

    private DownOptions.Images images() {
        return switch (images.orElse("")) {
            case "" -> DownOptions.Images.KEEP;
            case "all" -> DownOptions.Images.ALL;
            case "local" -> DownOptions.Images.LOCAL;
            default ->
                throw new JstackException(CommandError.USAGE, "--rmi does not know " + images.get(), "--rmi all|local");
        };
    }
}
