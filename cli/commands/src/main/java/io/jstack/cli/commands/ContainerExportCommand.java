package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jstack container export}. */
@Command(
        name = "export",
        header = "$ jstack container export -o root.tar web",
        description = "Write all files of a container as a tar, without its volumes.")
final class ContainerExportCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "CONTAINER", description = "Whose.")
    private String name = "";

    @Mixin
    private final TarFile file = new TarFile();

    ContainerExportCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        HostContainer container = HostContainer.find(run.projects(), name);
        file.write(
                run,
                "jstack container export -o FILE " + name,
                out -> run.images().export(container.id(), out));
        return ExitCode.OK;
    }
}
