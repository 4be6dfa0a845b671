package io.jstack.cli.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack logout}. */
@Command(
        name = "logout",
        header = "$ jstack logout registry.example.com",
        description = "Forget a registry's credentials.")
final class LogoutCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(arity = "0..1", paramLabel = "SERVER", description = "Host and port; Docker Hub otherwise.")
    private String server = "docker.io";

    LogoutCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        String host = LoginCommand.host(server);
        boolean was = run.stacks().registries().logout(host);
        run.out().println(was ? "Removed login credentials for " + host : "Not logged in to " + host);
        return ExitCode.OK;
    }
}
