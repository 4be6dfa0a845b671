package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import io.jstack.orchestrator.Observed;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack container port}. */
@Command(
        name = "port",
        header = "$ jstack container port web 80/tcp",
        description = "Print where a container's ports are published.")
final class ContainerPortCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "CONTAINER", description = "Whose.")
    private String name = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "PORT[/PROTOCOL]", description = "Only that one.")
    private String port = "";

    ContainerPortCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        HostContainer container = HostContainer.find(run.projects(), name);
        List<Observed.Publish> all = container.status().container().publishes();
        if (port.isEmpty()) {
            all.forEach(publish -> run.out()
                    .println(publish.target() + "/" + publish.protocol() + " -> " + PortCommand.address(publish)));
            return ExitCode.OK;
        }
        String wanted = port.contains("/") ? port : port + "/tcp";
        List<Observed.Publish> found = all.stream()
                .filter(publish -> wanted.equals(publish.target() + "/" + publish.protocol()))
                .toList();
        if (found.isEmpty()) {
            throw new JstackException(
                    CommandError.NOT_FOUND,
                    "port " + wanted + " of " + container.name() + " is not published",
                    "jstack container port " + container.name());
        }
        found.forEach(publish -> run.out().println(PortCommand.address(publish)));
        return ExitCode.OK;
    }
}
