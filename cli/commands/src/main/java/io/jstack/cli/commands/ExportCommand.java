package io.jstack.cli.commands;

import io.jstack.values.ContainerId;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack export}. */
@Command(
        name = "export",
        header = "$ jstack export -o root.tar web",
        description = "Write all files of a container as a tar, without its volumes.")
final class ExportCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "A service, or a container's name or id.")
    private String service = "";

    @Option(names = "--index", paramLabel = "N", description = "The n-th replica.")
    private int index;

    @Mixin
    private final TarFile file = new TarFile();

    ExportCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        ContainerId container =
                CommitCommand.container(run, service, index > 0 ? OptionalInt.of(index) : OptionalInt.empty());
        file.write(run, "jstack export -o FILE SERVICE", out -> run.images().export(container, out));
        return ExitCode.OK;
    }
}
