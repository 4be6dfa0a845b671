package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.engine.terminal.Terminal;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack exec}. */
@Command(
        name = "exec",
        header = "$ jstack exec db psql -U postgres",
        description = "Run a command in a running container; its exit code is passed on.")
final class ExecCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "SERVICE", description = "Where.")
    private String service = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "What, and its arguments.")
    private List<String> command = new ArrayList<>();

    @Option(
            names = {"-d", "--detach"},
            description = "Start it and return.")
    private boolean detach;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "Set a variable; NAME alone takes this shell's.")
    private List<String> environment = new ArrayList<>();

    @Option(names = "--index", paramLabel = "N", description = "In the n-th replica.")
    private int index;

    @Option(
            names = {"-T", "--no-tty", "--no-TTY"},
            description = "No terminal, as when it is piped.")
    private boolean noTty;

    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-t", "--tty"},
            hidden = true,
            description = "The default on a terminal.")
    private boolean tty;

    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-i", "--interactive"},
            hidden = true,
            description = "The default.")
    private boolean interactive;

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

    ExecCommand(Invocation run) {
        this.run = run;
    }

    @Override
    @SuppressWarnings("try")
    public Integer call() throws InterruptedException {
        ContainerId container = run.running(
                        run.project(), service, index > 0 ? OptionalInt.of(index) : OptionalInt.empty())
                .container()
                .id();
        Terminal terminal = run.terminal();
        boolean onTerminal =
                !noTty && !detach && terminal.isTerminal(StandardStream.IN) && terminal.isTerminal(StandardStream.OUT);
        Stacks.Exec exec = new Stacks.Exec(
                command,
                environment(terminal, environment),
                user,
                directory,
                privileged ? Stacks.Privilege.ALL : Stacks.Privilege.AS_THE_CONTAINER,
                onTerminal);
        if (detach) {
            run.stacks().execDetached(container, exec);
            return ExitCode.OK;
        }
        return attached(run, container, exec, terminal.in(), Joined.USUAL_KEYS);
    }

    /** Runs it with the caller's streams, in raw mode where it has a terminal. */
    @SuppressWarnings("try") // closing it is all that is wanted of it
    static int attached(Invocation run, ContainerId container, Stacks.Exec exec, InputStream in, String detachKeys)
            throws InterruptedException {
        Terminal terminal = run.terminal();
        try {
            if (!exec.tty()) {
                return run.stacks()
                        .exec(container, exec, io(terminal, in), detachKeys)
                        .orElseThrow();
            }
            OptionalInt code;
            try (Terminal.RawMode raw = terminal.rawMode()) {
                code = run.stacks().exec(container, exec, io(terminal, in), detachKeys);
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

    static Stacks.Io io(Terminal terminal, InputStream in) {
        return new Stacks.Io(
                in,
                terminal.out(),
                terminal.err(),
                terminal::size,
                resized -> terminal.onResize(size -> resized.run()));
    }

    /** The lines of files, then what was given by itself, as {@link #environment(Terminal, List)}. */
    static List<String> environment(Invocation run, List<String> files, List<String> entries) throws IOException {
        List<String> all = new ArrayList<>();
        for (String file : files) {
            Files.readAllLines(run.resolve(file)).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(all::add);
        }
        all.addAll(entries);
        return environment(run.terminal(), all);
    }

    /** A name without value is the client's variable, and left out where it has none. */
    static List<String> environment(Terminal terminal, List<String> entries) {
        List<String> result = new ArrayList<>();
        for (String entry : entries) {
            if (entry.contains("=")) {
                result.add(entry);
            } else {
                Optional.ofNullable(terminal.environment().get(entry))
                        .ifPresent(value -> result.add(entry + "=" + value));
            }
        }
        return result;
    }
}
