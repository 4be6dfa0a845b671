package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import io.jstack.values.JstackException;
import java.util.List;

/** What an action computes. */
sealed interface TemplateValue {
    JsonNode of(TemplateScope scope);

    /** A number, a quoted text, true or false. */
    record Literal(JsonNode value) implements TemplateValue {
        @Override
        public JsonNode of(TemplateScope scope) {
            return value;
        }
    }

    /** {@code .State.Pid}, {@code $port.HostIp}. */
    record Field(TemplateValue base, List<String> path) implements TemplateValue {
        public Field {
            path = List.copyOf(path);
        }

        @Override
        public JsonNode of(TemplateScope scope) {
            JsonNode node = base.of(scope);
            for (String name : path) {
                node = node.path(name);
            }
            if (node.isMissingNode()) {
                throw new JstackException(
                        CommandError.USAGE,
                        "--format asks for ." + String.join(".", path) + ", which is not there",
                        "--format json shows every field");
            }
            return node;
        }
    }

    /** {@code .}. */
    record Dot() implements TemplateValue {
        @Override
        public JsonNode of(TemplateScope scope) {
            return scope.dot();
        }
    }

    /** {@code $name}; {@code $} is what the template began with. */
    record Variable(String name) implements TemplateValue {
        @Override
        public JsonNode of(TemplateScope scope) {
            return scope.variable(name);
        }
    }

    /** {@code join .Args " "}, or {@code .Args | json}: the last argument is then what stood before the bar. */
    record Call(TemplateFunction function, List<TemplateValue> arguments) implements TemplateValue {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public JsonNode of(TemplateScope scope) {
            return function.apply(
                    arguments.stream().map(argument -> argument.of(scope)).toList());
        }
    }
}
