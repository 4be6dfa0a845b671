package io.jstack.cli.commands;

import io.jstack.engine.Filters;
import io.jstack.engine.HostVolumes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jstack volume prune}. */
@Command(
        name = "prune",
        header = "$ jstack volume prune -f",
        description = "Remove anonymous volumes that no container mounts, and their data.")
final class VolumePruneCommand implements Callable<Integer> {
    private final Invocation run;

    @Option(
            names = {"-a", "--all"},
            description = "Named ones too.")
    private boolean all;

    @Mixin
    private final PruneFlags flags = new PruneFlags();

    @Option(names = "--filter", paramLabel = "label=NAME", description = "Only those.")
    private List<String> filters = new ArrayList<>();

    VolumePruneCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        Filters wanted = FilterFlags.parse(filters, Set.of("label"));
        List<String> unused = run.stacks().volumes().list().stream()
                .filter(volume -> volume.users().isEmpty() && (all || volume.anonymous()))
                .filter(volume -> wanted.allowLabels(volume.labels()))
                .map(HostVolumes.Found::name)
                .toList();
        if (!flags.isAgreed(run, "Going to remove, with their data:", unused, "jstack volume prune")) {
            return ExitCode.OK;
        }
        run.out().println("Deleted Volumes:");
        return EachOf.names(unused).act(run, name -> run.stacks().volumes().remove(name));
    }
}
