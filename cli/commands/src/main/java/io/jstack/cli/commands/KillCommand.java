package io.jstack.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack kill}. */
@Command(
        name = "kill",
        header = "$ jstack kill -s HUP web",
        description = "Send a signal to the containers of services.")
final class KillCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Which; all when none is named.")
    private List<String> services = new ArrayList<>();

    @Option(
            names = {"-s", "--signal"},
            paramLabel = "SIGNAL",
            description = "By name or number; SIGKILL unless given.")
    private String signal = "SIGKILL";

    KillCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        String project = run.project();
        try (ProgressDisplay progress = run.progress()) {
            run.projects().kill(project, services, signal, progress);
        }
        return ExitCode.OK;
    }
}
