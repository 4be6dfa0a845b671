package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack container top}. */
@Command(
        name = "top",
        header = "$ jstack container top web",
        description = "Show a container's processes, with the host's pids.")
final class ContainerTopCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "CONTAINER", description = "Whose.")
    private String name = "";

    @SuppressWarnings("UnusedVariable")
    @Parameters(index = "1..*", hidden = true, description = "Accepted for docker: options of ps(1).")
    private List<String> options = new ArrayList<>();

    ContainerTopCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        List<List<String>> rows = run.stacks()
                .top(HostContainer.find(run.projects(), name).running().id());
        Table table = new Table(rows.get(0));
        rows.stream().skip(1).forEach(table::row);
        table.print(run.out());
        return ExitCode.OK;
    }
}
