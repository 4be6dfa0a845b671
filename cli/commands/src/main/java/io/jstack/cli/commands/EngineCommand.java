package io.jstack.cli.commands;

import io.jstack.values.JstackException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack engine status}; the other verbs of {@code engine} are the client's, because they must work without an engine. */
@Command(
        name = "engine",
        header = "$ jstack engine status",
        description =
                "The resident engine: status, start, stop (containers keep running), restart, logs [-f] [-n LINES].")
final class EngineCommand implements Callable<Integer> {
    private final Invocation run;
    private final String version;

    @Parameters(arity = "0..1", paramLabel = "VERB", description = "status, start, stop, restart or logs.")
    private String verb = "status";

    EngineCommand(Invocation run, String version) {
        this.run = run;
        this.version = version;
    }

    @Override
    public Integer call() {
        if (!verb.equals("status")) {
            throw new JstackException(
                    CommandError.USAGE, "engine does not know " + verb, "jstack engine status|start|stop|restart|logs");
        }
        run.out().println("pid: " + ProcessHandle.current().pid());
        run.out().println("version: " + version);
        run.stacks().status().forEach((name, value) -> run.out().println(name + ": " + value));
        return ExitCode.OK;
    }
}
