package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack login}. */
@Command(
        name = "login",
        header = "$ jstack login -u me --password-stdin registry.example.com <token",
        description = "Try credentials at a registry and keep them, for the engine's user.")
final class LoginCommand implements Callable<Integer> {
    private static final int LONGEST = 64 << 10;

    private final Invocation run;

    @Parameters(arity = "0..1", paramLabel = "SERVER", description = "Host and port; Docker Hub otherwise.")
    private String server = "docker.io";

    @Option(
            names = {"-u", "--username"},
            paramLabel = "NAME",
            description = "Who.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = {"-p", "--password"},
            paramLabel = "TEXT",
            description = "Seen by every user of this machine: better --password-stdin.")
    private Optional<String> password = Optional.empty();

    @Option(names = "--password-stdin", description = "Read the password from standard input.")
    private boolean fromInput;

    LoginCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (user.isEmpty() || (password.isEmpty() && !fromInput)) {
            throw new JstackException(
                    CommandError.USAGE,
                    "login wants a user and a password",
                    "jstack login -u NAME --password-stdin SERVER <FILE");
        }
        if (fromInput && run.terminal().isTerminal(StandardStream.IN)) {
            throw new JstackException(
                    CommandError.USAGE, "--password-stdin is for a pipe or a file", "--password-stdin <FILE");
        }
        String secret = password.isPresent()
                ? password.get()
                : new String(run.terminal().in().readNBytes(LONGEST), StandardCharsets.UTF_8).stripTrailing();
        run.stacks().registries().login(host(server), user.get(), secret);
        run.out().println("Login Succeeded");
        return ExitCode.OK;
    }

    /** Without scheme and path. */
    static String host(String server) {
        return server.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    }
}
