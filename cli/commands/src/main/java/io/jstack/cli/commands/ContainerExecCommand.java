package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import io.jstack.engine.terminal.StandardStream;
import io.jstack.engine.terminal.Terminal;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack container exec}: unlike {@code jstack exec}, and like Docker's, without terminal and input unless asked. */
@Command(
        name = "exec",
        header = "$ jstack container exec -it web sh",
        description = "Run a command in a running container; its exit code is passed on.")
final class ContainerExecCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "CONTAINER", description = "Where.")
    private String name = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "What, and its arguments.")
    private List<String> command = new ArrayList<>();

    @Option(names = "--env-file", paramLabel = "FILE", description = "Variables, a line each.")
    private List<String> environmentFiles = new ArrayList<>();

    @Option(
            names = {"-i", "--interactive"},
            description = "Keep standard input open.")
    private boolean interactive;

    @Option(
            names = {"-t", "--tty"},
            description = "With a terminal.")
    private boolean tty;

    @Mixin
    private final ExecFlags flags = new ExecFlags();

    ContainerExecCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Terminal terminal = run.terminal();
        if (tty && interactive && !terminal.isTerminal(StandardStream.IN)) {
            throw new JstackException(
                    CommandError.USAGE, "-it needs a terminal, and standard input is none", "-i alone");
        }
        HostContainer container = HostContainer.find(run.projects(), name).running();
        return flags.exec(
                run,
                container.id(),
                command,
                ExecCommand.environment(run, environmentFiles, flags.environment),
                tty && terminal.isTerminal(StandardStream.OUT),
                interactive ? terminal.in() : InputStream.nullInputStream());
    }
}
