package io.jstack.cli.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.values.JstackException;
import io.jstack.values.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack inspect}. */
@Command(
        name = "inspect",
        header = "$ jstack inspect shop-db-1",
        description = "Print everything about containers, networks, volumes or images, as JSON in Docker's shape.")
final class InspectCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Invocation run;

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "A name, an id, or a service of the stack at hand.")
    private List<String> names = new ArrayList<>();

    InspectCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        ArrayNode found = JSON.createArrayNode();
        List<Problem> missing = new ArrayList<>();
        for (String name : names) {
            Optional<String> json = run.stacks().inspect(name);
            List<String> texts = json.isPresent() ? List.of(json.get()) : ofService(name);
            if (texts.isEmpty()) {
                missing.add(new Problem(
                        CommandError.NOT_FOUND,
                        Optional.empty(),
                        "nothing is called " + name,
                        "jstack ps -a, jstack images -a"));
            }
            for (String text : texts) {
                JsonNode node = JSON.readTree(text);
                if (node.isArray()) {
                    node.forEach(found::add);
                } else {
                    found.add(node);
                }
            }
        }
        run.out().println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(found));
        if (!missing.isEmpty()) {
            throw new JstackException(missing);
        }
        return ExitCode.OK;
    }

    private List<String> ofService(String name) {
        try {
            return run.projects().ps(run.project()).stream()
                    .map(ContainerStatus::container)
                    .filter(container -> container.service().equals(name))
                    .flatMap(container -> run.stacks().inspect(container.name()).stream())
                    .toList();
        } catch (JstackException noStackHere) {
            return List.of(); // then it was no service; that nothing has the name is said by the caller
        }
    }
}
