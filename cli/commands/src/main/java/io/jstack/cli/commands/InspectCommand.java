package io.jstack.cli.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jstack.engine.Resource;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.values.JstackException;
import io.jstack.values.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack inspect}, and the {@code inspect} of each kind of thing. */
@Command(
        name = "inspect",
        header = "$ jstack inspect -f '{{.State.Pid}}' shop-db-1",
        description = "Print everything about containers, networks, volumes or images, as JSON in Docker's shape.")
final class InspectCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Invocation run;
    private Resource kind;

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "A name, an id, or a service of the stack at hand.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-f", "--format"},
            paramLabel = "TEMPLATE",
            description = "Fields alone: '{{.State.Pid}}', '{{json .Mounts}}'.")
    private Optional<String> format = Optional.empty();

    @Option(names = "--type", paramLabel = "KIND", description = "container, network, volume or image only.")
    private Optional<String> type = Optional.empty();

    private InspectCommand(Invocation run, Resource kind) {
        this.run = run;
        this.kind = kind;
    }

    static Callable<Integer> anything(Invocation run) {
        return new InspectCommand(run, Resource.ANY);
    }

    static Callable<Integer> container(Invocation run) {
        return new InspectCommand(run, Resource.CONTAINER);
    }

    static Callable<Integer> network(Invocation run) {
        return new InspectCommand(run, Resource.NETWORK);
    }

    static Callable<Integer> image(Invocation run) {
        return new InspectCommand(run, Resource.IMAGE);
    }

    static Callable<Integer> volume(Invocation run) {
        return new InspectCommand(run, Resource.VOLUME);
    }

    @Override
    public Integer call() throws JsonProcessingException {
        type.ifPresent(text -> kind = parsed(text));
        ArrayNode found = JSON.createArrayNode();
        List<Problem> missing = new ArrayList<>();
        for (String name : names) {
            Optional<String> json = run.stacks().inspect(kind, name);
            List<String> texts = json.isPresent() ? List.of(json.get()) : ofService(name);
            if (texts.isEmpty()) {
                missing.add(new Problem(
                        CommandError.NOT_FOUND,
                        Optional.empty(),
                        (kind == Resource.ANY ? "nothing" : "no " + word(kind)) + " is called " + name,
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
        if (format.filter(Template::isOne).isPresent()) {
            Template template = Template.of(format.get());
            found.forEach(object -> run.out().println(template.fill(object)));
        } else if (format.filter(text -> !text.equals("json")).isPresent()) {
            throw new JstackException(
                    CommandError.USAGE, "--format does not know " + format.get(), "--format json|'{{.Name}}'");
        } else {
            run.out().println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(found));
        }
        if (!missing.isEmpty()) {
            throw new JstackException(missing);
        }
        return ExitCode.OK;
    }

    private List<String> ofService(String name) {
        if (kind != Resource.ANY) {
            return List.of();
        }
        try {
            return run.projects().ps(run.project()).stream()
                    .map(ContainerStatus::container)
                    .filter(container -> container.service().equals(name))
                    .flatMap(container -> run.stacks().inspect(kind, container.name()).stream())
                    .toList();
        } catch (JstackException noStackHere) {
            return List.of(); // then it was no service; that nothing has the name is said by the caller
        }
    }

    private static Resource parsed(String text) {
        for (Resource known : Resource.values()) {
            if (word(known).equals(text)) {
                return known;
            }
        }
        throw new JstackException(
                CommandError.USAGE, "--type does not know " + text, "--type container|network|volume|image");
    }

    private static String word(Resource kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
