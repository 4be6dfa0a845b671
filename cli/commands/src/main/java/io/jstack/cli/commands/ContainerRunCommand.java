package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import io.jstack.engine.terminal.StandardStream;
import io.jstack.engine.terminal.Terminal;
import io.jstack.orchestrator.Progress;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack container run}. */
@Command(
        name = "run",
        header = "$ jstack container run -d --name web -p 8080:80 nginx",
        description = "Make a container of an image and start it; in the foreground its exit code is passed on.")
final class ContainerRunCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "Of which.")
    private String image = "";

    @Parameters(index = "1..*", paramLabel = "COMMAND", description = "Instead of the image's command.")
    private List<String> command = new ArrayList<>();

    @Option(
            names = {"-d", "--detach"},
            description = "Print its id and return.")
    private boolean detach;

    @Mixin
    private final Joined joined = new Joined();

    @Mixin
    private ContainerFlags flags = new ContainerFlags();

    ContainerRunCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            return ran();
        } catch (JstackException e) {
            run.err().println("jstack: " + e.getMessage());
            return ExitCode.ofProgram(e, ExitCode.NOT_RUN);
        } catch (IOException e) {
            run.err().println("jstack: " + e.getMessage());
            return ExitCode.NOT_RUN;
        }
    }

    @SuppressWarnings("try") // closing it is all that is wanted of it
    private int ran() throws InterruptedException, IOException {
        Terminal terminal = run.terminal();
        if (flags.tty && flags.interactive && !detach && !terminal.isTerminal(StandardStream.IN)) {
            throw new JstackException(
                    CommandError.USAGE, "-it needs a terminal, and standard input is none", "-i alone");
        }
        HostContainer made = new ContainerCreation(
                        run, flags, detach ? ContainerCreation.Input.NOBODYS : ContainerCreation.Input.CALLERS)
                .create(image, command);
        if (detach) {
            started(made);
            run.out().println(made.id().value());
            return ExitCode.OK;
        }
        try (Stacks.Hold held = run.stacks().hold(made.project())) {
            InputStream in = flags.interactive ? terminal.in() : InputStream.nullInputStream();
            OptionalInt code = joined.fromItsStart(run, made.id(), in, () -> started(made));
            if (code.isEmpty()) {
                Joined.tellLeft(run, made.name());
            }
            return code.orElse(ExitCode.OK);
        }
    }

    /** One that cannot be started is gone again where {@code --rm} says so, else stays for a look. */
    private void started(HostContainer made) {
        try {
            run.projects().start(made.project(), made.service(), Progress.SILENT);
        } catch (JstackException e) {
            if (flags.remove) {
                AutoRemoval.remove(run.projects(), made.project());
            }
            throw e;
        }
    }
}
