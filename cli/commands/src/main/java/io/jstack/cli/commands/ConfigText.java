package io.jstack.cli.commands;

import io.jstack.orchestrator.stack.print.Json;
import io.jstack.orchestrator.stack.print.PrintedStack;
import io.jstack.orchestrator.stack.print.Yaml;
import io.jstack.orchestrator.stack.tree.MapNode;

/** A stack's canonical tree as {@code config} prints it. */
final class ConfigText {
    private ConfigText() {}

    /** {@code --format}. */
    enum Form {
        YAML,
        JSON
    }

    static String of(MapNode tree, Form form) {
        return form == Form.YAML ? Yaml.print(PrintedStack.yaml(tree)) : Json.print(PrintedStack.json(tree));
    }
}
