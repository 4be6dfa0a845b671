package io.jstack.cli.commands;

import io.jstack.engine.Filters;
import io.jstack.engine.HostNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jstack network prune}. */
@Command(
        name = "prune",
        header = "$ jstack network prune -f",
        description = "Remove networks made by hand that no container uses.")
final class NetworkPruneCommand implements Callable<Integer> {
    private final Invocation run;

    @Mixin
    private final PruneFlags flags = new PruneFlags();

    @Option(names = "--filter", paramLabel = "label=NAME", description = "Only those.")
    private List<String> filters = new ArrayList<>();

    NetworkPruneCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        Filters wanted = FilterFlags.parse(filters, Set.of("label"));
        List<String> unused = run.stacks().networks().list().stream()
                .filter(network ->
                        network.project().isEmpty() && network.users().isEmpty())
                .filter(network -> wanted.allowLabels(network.labels()))
                .map(HostNetworks.Found::name)
                .toList();
        if (!flags.isAgreed(run, "Going to remove", unused, "jstack network prune")) {
            return ExitCode.OK;
        }
        run.out().println("Deleted Networks:");
        return EachOf.names(unused).act(run, name -> run.stacks().networks().remove(name));
    }
}
