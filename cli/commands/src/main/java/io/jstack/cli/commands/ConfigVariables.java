package io.jstack.cli.commands;

import io.jstack.orchestrator.stack.LoadRequest;
import io.jstack.orchestrator.stack.StackLoader;
import io.jstack.orchestrator.stack.explain.Candidate;
import io.jstack.orchestrator.stack.explain.StackVariable;
import io.jstack.values.JstackException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Variables of a stack file, and where values come from: {@code config --environment}, {@code --variables}, {@code --explain}. */
final class ConfigVariables {
    private ConfigVariables() {}

    /** Which variables. */
    enum What {
        /** All the file may use. */
        ENVIRONMENT,
        /** Those it does use. */
        USED
    }

    /** The text to print; {@code explain}, where present, is answered instead of {@code what}. */
    static String of(LoadRequest request, What what, Optional<String> explain) {
        if (explain.isPresent()) {
            return explained(StackLoader.explain(request, explain.get()), explain.get());
        }
        return what == What.ENVIRONMENT ? environment(request) : used(StackLoader.variables(request));
    }

    private static String explained(List<Candidate> candidates, String what) {
        if (candidates.isEmpty()) {
            throw new JstackException(
                    CommandError.NOT_FOUND,
                    "nothing gives " + what + " a value",
                    "a variable, or a key of a service as in web.ports; config --variables lists the variables");
        }
        StringBuilder text = new StringBuilder();
        candidates.forEach(candidate -> text.append(candidate).append('\n'));
        return text.toString();
    }

    private static String environment(LoadRequest request) {
        StringBuilder text = new StringBuilder();
        StackLoader.environment(request)
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    private static String used(List<StackVariable> variables) {
        Table table = new Table("NAME", "REQUIRED", "DEFAULT VALUE", "ALTERNATE VALUE");
        variables.forEach(variable -> table.row(
                variable.name(),
                Boolean.toString(variable.required()),
                variable.defaultValue().orElse(""),
                variable.alternative().orElse("")));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        table.print(new PrintStream(text, false, StandardCharsets.UTF_8));
        return text.toString(StandardCharsets.UTF_8);
    }
}
