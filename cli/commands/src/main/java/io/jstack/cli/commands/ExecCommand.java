package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.engine.terminal.Terminal;
import io.jstack.values.ContainerId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private final ExecFlags flags = new ExecFlags();

    ExecCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        ContainerId container = run.running(
                        run.project(), service, index > 0 ? OptionalInt.of(index) : OptionalInt.empty())
                .container()
                .id();
        Terminal terminal = run.terminal();
        boolean onTerminal =
                !noTty && terminal.isTerminal(StandardStream.IN) && terminal.isTerminal(StandardStream.OUT);
        return flags.exec(run, container, command, environment(terminal, flags.environment), onTerminal, terminal.in());
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
