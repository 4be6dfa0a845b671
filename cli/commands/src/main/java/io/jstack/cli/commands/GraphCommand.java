package io.jstack.cli.commands;

import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jstack graph}. */
@Command(
        name = "graph",
        header = "$ jstack graph --format svg -o stack.svg",
        description =
                "Draw the stack: services and what they wait for, networks, volumes, and how each container is now.")
final class GraphCommand implements Callable<Integer> {
    private final Invocation run;

    @Option(names = "--format", paramLabel = "FORM", description = "text or svg; svg when the output file is named so.")
    private Optional<String> format = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to a file.")
    private Optional<String> output = Optional.empty();

    @Option(
            names = {"-w", "--watch"},
            description = "Draw it again and again, as text; Ctrl-C ends it.")
    private boolean watch;

    GraphCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Stack stack = run.load().stack();
        if (watch) {
            return new LiveView(run)
                    .show(() -> GraphText.of(StackGraph.of(stack, run.projects().ps(stack.project()))));
        }
        List<ContainerStatus> containers = run.projects().ps(stack.project());
        StackGraph graph = StackGraph.of(stack, containers);
        String usual = output.filter(file -> file.endsWith(".svg")).isPresent() ? "svg" : "text";
        String text = switch (format.orElse(usual)) {
            case "text" -> GraphText.of(graph);
            case "svg" -> GraphSvg.of(graph);
            default ->
                throw new JstackException(
                        CommandError.USAGE, "--format does not know " + format.get(), "--format text|svg");
        };
        if (output.isEmpty()) {
            run.out().print(text);
            return ExitCode.OK;
        }
        try (OutputStream file = run.terminal().write(output.get())) {
            file.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return ExitCode.OK;
    }
}
