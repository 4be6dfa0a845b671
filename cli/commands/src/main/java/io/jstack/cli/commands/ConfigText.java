package io.jstack.cli.commands;

import io.jstack.orchestrator.stack.CanonicalStack;

/** A stack's canonical form as {@code config} prints it. */
final class ConfigText {
    private ConfigText() {}

    /** {@code --format}. */
    enum Form {
        YAML,
        JSON
    }

    static String of(CanonicalStack stack, Form form) {
        return form == Form.YAML ? stack.yaml() : stack.json();
    }
}
