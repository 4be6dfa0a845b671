package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import io.jstack.orchestrator.Progress;
import io.jstack.values.JstackException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack container start}. */
@Command(
        name = "start",
        header = "$ jstack container start -ai web",
        description = "Start stopped containers; with -a or -i one, whose exit code is passed on.")
final class ContainerStartCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names, ids, or beginnings of ids.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-a", "--attach"},
            description = "Join its output, and hand signals on to it.")
    private boolean attach;

    @Option(
            names = {"-i", "--interactive"},
            description = "Join its input.")
    private boolean interactive;

    @Mixin
    private final Joined joined = new Joined();

    ContainerStartCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!attach && !interactive) {
            return EachOf.names(names).act(run, name -> start(HostContainer.find(run.projects(), name)));
        }
        if (names.size() > 1) {
            throw new JstackException(
                    CommandError.USAGE, "-a and -i join one container, not several", "jstack container start -ai NAME");
        }
        return attached(HostContainer.find(run.projects(), names.get(0)));
    }

    @SuppressWarnings("try") // closing it is all that is wanted of it
    private int attached(HostContainer container) throws InterruptedException {
        if (container.isAlive()) {
            throw new JstackException(
                    CommandError.IN_USE,
                    "container " + container.name() + " runs already",
                    "jstack container attach " + container.name());
        }
        InputStream in = interactive ? run.terminal().in() : InputStream.nullInputStream();
        try (Stacks.Hold held = run.stacks().hold(container.project())) {
            OptionalInt code = joined.fromItsStart(run, container.id(), in, () -> start(container));
            if (code.isEmpty()) {
                Joined.tellLeft(run, container.name());
            }
            return code.orElse(ExitCode.OK);
        }
    }

    private void start(HostContainer container) {
        run.projects()
                .start(
                        container.project(),
                        container.whole(run.projects(), "start").service(),
                        Progress.SILENT);
    }
}
