package io.jstack.cli.commands;

import io.jstack.engine.Filters;
import io.jstack.engine.HostContainer;
import io.jstack.values.JstackException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jstack container prune}. */
@Command(
        name = "prune",
        header = "$ jstack container prune -f",
        description = "Remove containers made alone that do not run; those of stacks are the stacks'.")
final class ContainerPruneCommand implements Callable<Integer> {
    private final Invocation run;

    @Mixin
    private final PruneFlags flags = new PruneFlags();

    @Option(names = "--filter", paramLabel = "until=TIME", description = "Only those made before then: until=24h.")
    private List<String> filters = new ArrayList<>();

    ContainerPruneCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        Filters wanted = FilterFlags.parse(filters, Set.of("until"));
        Instant now = Instant.now();
        List<HostContainer> ended = HostContainer.all(run.projects()).stream()
                .filter(one -> one.isAlone() && !one.isAlive())
                .filter(one -> wanted.allow("until", text -> isBefore(one, text, now)))
                .toList();
        List<String> names = ended.stream().map(HostContainer::name).toList();
        if (!flags.isAgreed(run, "Going to remove", names, "jstack container prune")) {
            return ExitCode.OK;
        }
        run.out().println("Deleted Containers:");
        for (HostContainer one : ended) {
            AutoRemoval.remove(run.projects(), one.project());
            run.out().println(one.id());
        }
        return ExitCode.OK;
    }

    private static boolean isBefore(HostContainer one, String text, Instant now) {
        Instant until = Moment.parse(text, now)
                .orElseThrow(() -> new JstackException(
                        CommandError.USAGE, "--filter until does not know " + text, "--filter until=24h"));
        return one.status().container().created().isBefore(until);
    }
}
