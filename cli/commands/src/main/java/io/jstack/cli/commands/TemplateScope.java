package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import io.jstack.values.JstackException;
import java.util.HashMap;
import java.util.Map;

/** Where a template's action stands: what the dot is, and the variables set so far. */
final class TemplateScope {
    private final JsonNode root;
    private final JsonNode dot;
    private final Map<String, JsonNode> variables;

    TemplateScope(JsonNode root, JsonNode dot) {
        this(root, dot, new HashMap<>());
    }

    private TemplateScope(JsonNode root, JsonNode dot, Map<String, JsonNode> variables) {
        this.root = root;
        this.dot = dot;
        this.variables = variables;
    }

    JsonNode dot() {
        return dot;
    }

    TemplateScope at(JsonNode other) {
        return new TemplateScope(root, other, new HashMap<>(variables));
    }

    /** {@code $} alone is what the template began with. */
    JsonNode variable(String name) {
        if (name.equals("$")) {
            return root;
        }
        JsonNode value = variables.get(name);
        if (value == null) {
            throw new JstackException(
                    CommandError.USAGE, "--format uses " + name + ", which is not set", "{{" + name + " := .Name}}");
        }
        return value;
    }

    void set(String name, JsonNode value) {
        variables.put(name, value);
    }
}
