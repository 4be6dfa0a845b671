package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jstack.values.JstackException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jstack version}. */
@Command(name = "version", header = "$ jstack version --short", description = "Print the version.")
final class VersionCommand implements Callable<Integer> {
    private final Invocation run;
    private final String version;

    @Option(names = "--short", description = "Only the number.")
    private boolean brief;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORM",
            description = "pretty or json.")
    private String format = "pretty";

    VersionCommand(Invocation run, String version) {
        this.run = run;
        this.version = version;
    }

    @Override
    public Integer call() {
        if (brief) {
            run.out().println(version);
        } else if (format.equals("json")) {
            run.out().println(new ObjectMapper().createObjectNode().put("version", version));
        } else if (format.equals("pretty")) {
            run.out().println("jstack version " + version);
        } else {
            throw new JstackException(CommandError.USAGE, "--format does not know " + format, "--format pretty|json");
        }
        return ExitCode.OK;
    }
}
