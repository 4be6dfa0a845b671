package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A piece of a template. */
sealed interface TemplateNode {
    void write(TemplateScope scope, StringBuilder out);

    /** What stands outside of the braces. */
    record Text(String text) implements TemplateNode {
        @Override
        public void write(TemplateScope scope, StringBuilder out) {
            out.append(text);
        }
    }

    /** {@code {{.Name}}}. */
    record Print(TemplateValue value) implements TemplateNode {
        @Override
        public void write(TemplateScope scope, StringBuilder out) {
            out.append(TemplateFunction.text(value.of(scope)));
        }
    }

    /** {@code {{$name := .Name}}}. */
    record Assign(String variable, TemplateValue value) implements TemplateNode {
        @Override
        public void write(TemplateScope scope, StringBuilder out) {
            scope.set(variable, value.of(scope));
        }
    }

    /** {@code {{if}}} and {@code {{with}}}: the latter moves the dot. */
    record If(TemplateValue condition, Dot dot, List<TemplateNode> then, List<TemplateNode> otherwise)
            implements TemplateNode {
        enum Dot {
            STAYS,
            MOVES
        }

        @Override
        public void write(TemplateScope scope, StringBuilder out) {
            JsonNode value = condition.of(scope);
            if (TemplateFunction.isTrue(value)) {
                TemplateScope inner = scope.at(dot == Dot.MOVES ? value : scope.dot());
                then.forEach(node -> node.write(inner, out));
            } else {
                otherwise.forEach(node -> node.write(scope, out));
            }
        }
    }

    /** {@code {{range $key, $value := .Labels}}}, over a list's or an object's values, the latter by key. */
    record Range(
            Optional<String> key,
            Optional<String> element,
            TemplateValue over,
            List<TemplateNode> body,
            List<TemplateNode> otherwise)
            implements TemplateNode {
        @Override
        public void write(TemplateScope scope, StringBuilder out) {
            JsonNode values = over.of(scope);
            List<Map.Entry<JsonNode, JsonNode>> entries = new ArrayList<>();
            if (values.isObject()) {
                values.properties().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .forEach(field -> entries.add(Map.entry(TextNode.valueOf(field.getKey()), field.getValue())));
            } else {
                values.forEach(value -> entries.add(Map.entry(IntNode.valueOf(entries.size()), value)));
            }
            for (Map.Entry<JsonNode, JsonNode> entry : entries) {
                TemplateScope inner = scope.at(entry.getValue());
                key.ifPresent(name -> inner.set(name, entry.getKey()));
                element.ifPresent(name -> inner.set(name, entry.getValue()));
                body.forEach(node -> node.write(inner, out));
            }
            if (entries.isEmpty()) {
                otherwise.forEach(node -> node.write(scope, out));
            }
        }
    }
}
