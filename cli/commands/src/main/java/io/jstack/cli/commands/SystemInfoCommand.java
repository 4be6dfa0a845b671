package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.HostInfo;
import io.jstack.values.JstackException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jstack system info}. */
@Command(
        name = "info",
        header = "$ jstack system info --format '{{.Containers}}'",
        description = "Show what this engine has, and the machine it runs on.")
final class SystemInfoCommand implements Callable<Integer> {
    private final Invocation run;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORM",
            description = "json, or '{{.Containers}}'.")
    private Optional<String> format = Optional.empty();

    SystemInfoCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        ObjectNode info = HostInfo.of(run.projects(), run.images().list().size(), Main.version());
        if (format.isEmpty()) {
            info.properties()
                    .forEach(entry -> run.out()
                            .println(words(entry.getKey()) + ": "
                                    + entry.getValue().asText()));
        } else if (Template.isOne(format.get())) {
            run.out().println(Template.of(format.get()).fill(info));
        } else if (format.get().equals("json")) {
            run.out().println(info);
        } else {
            throw new JstackException(
                    CommandError.USAGE, "--format does not know " + format.get(), "--format json|'{{.Containers}}'");
        }
        return ExitCode.OK;
    }

    /** {@code Containers Running} of {@code ContainersRunning}. */
    private static String words(String field) {
        return field.replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    }
}
