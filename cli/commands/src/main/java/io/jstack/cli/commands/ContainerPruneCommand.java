package io.jstack.cli.commands;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jstack container prune}. */
@Command(
        name = "prune",
        header = "$ jstack container prune -f",
        description = "Remove containers made alone that do not run; those of stacks are the stacks'.")
final class ContainerPruneCommand implements Callable<Integer> {
    private final Invocation run;

    @Option(
            names = {"-f", "--force"},
            description = "Do not ask.")
    private boolean force;

    ContainerPruneCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        List<HostContainer> ended = HostContainer.all(run).stream()
                .filter(one -> one.isAlone() && !one.isAlive())
                .toList();
        List<String> names = ended.stream().map(HostContainer::name).toList();
        if (ended.isEmpty()
                || (!force
                        && !Question.isAgreed(
                                run, "Going to remove " + String.join(", ", names), "jstack container prune -f"))) {
            return ExitCode.OK;
        }
        run.out().println("Deleted Containers:");
        for (HostContainer one : ended) {
            AutoRemoval.remove(run.projects(), one.project());
            run.out().println(one.id());
        }
        return ExitCode.OK;
    }
}
