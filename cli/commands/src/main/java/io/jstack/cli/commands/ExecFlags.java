package io.jstack.cli.commands;

import io.jstack.engine.terminal.Terminal;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** How a command is run in a container. */
final class ExecFlags {
    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "Set a variable; NAME alone takes this shell's.")
    List<String> environment = new ArrayList<>();

    @Option(
            names = {"-d", "--detach"},
            description = "Start it and return.")
    private boolean detach;

    @Option(names = "--privileged", description = "With every capability.")
    private boolean privileged;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "As that user, name or number, with :GROUP.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "DIR",
            description = "In that directory.")
    private Optional<String> directory = Optional.empty();

    @Option(
            names = "--detach-keys",
            paramLabel = "KEYS",
            description = "Let go of the terminal; " + Joined.USUAL_KEYS + " unless given.")
    private String detachKeys = Joined.USUAL_KEYS;

    /**
     * Runs it, and gives its exit code.
     *
     * @param onTerminal whether it gets one, where it is not left to itself
     */
    int exec(
            Invocation run,
            ContainerId container,
            List<String> command,
            List<String> variables,
            boolean onTerminal,
            InputStream in)
            throws InterruptedException {
        Stacks.Exec exec = new Stacks.Exec(
                command,
                variables,
                user,
                directory,
                privileged ? Stacks.Privilege.ALL : Stacks.Privilege.AS_THE_CONTAINER,
                onTerminal && !detach);
        if (detach) {
            run.stacks().execDetached(container, exec);
            return ExitCode.OK;
        }
        return attached(run, container, exec, in);
    }

    /** Runs it with the caller's streams, in raw mode where it has a terminal. */
    @SuppressWarnings("try") // closing it is all that is wanted of it
    private int attached(Invocation run, ContainerId container, Stacks.Exec exec, InputStream in)
            throws InterruptedException {
        Terminal terminal = run.terminal();
        try {
            if (!exec.tty()) {
                return run.stacks()
                        .exec(container, exec, ExecCommand.io(terminal, in), detachKeys)
                        .orElseThrow();
            }
            OptionalInt code;
            try (Terminal.RawMode raw = terminal.rawMode()) {
                code = run.stacks().exec(container, exec, ExecCommand.io(terminal, in), detachKeys);
            }
            if (code.isEmpty()) {
                Joined.tellLeft(run, exec.command().get(0));
            }
            return code.orElse(ExitCode.OK);
        } catch (JstackException e) {
            run.err().println("jstack: " + e.getMessage());
            return ExitCode.ofProgram(e, ExitCode.FAILED);
        }
    }
}
