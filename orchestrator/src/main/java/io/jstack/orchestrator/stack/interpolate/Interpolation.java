package io.jstack.orchestrator.stack.interpolate;

import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.tree.Directive;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.PathRules;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.Optional;

/** Replaces the variables in every value of a tree, and casts the typed fields. Runs per file, before any merge. */
public final class Interpolation {
    private final Lookup lookup;
    private final Findings findings;

    public Interpolation(Lookup lookup, Findings findings) {
        this.lookup = lookup;
        this.findings = findings;
    }

    public Node apply(Node tree) {
        return visit(tree, KeyPath.ROOT, Cast.FIELDS);
    }

    private Node visit(Node node, KeyPath path, PathRules<Cast> casts) {
        if (node.directive() == Directive.RESET) {
            return node;
        }
        if (node instanceof MapNode map) {
            return map.replaced((key, value) -> visit(value, path.key(key), casts.key(key)));
        }
        if (node instanceof ListNode list) {
            return list.replaced((item, number) -> visit(item, path.item(number), casts.items()));
        }
        return scalar((ScalarNode) node, path, casts.rule());
    }

    private Node scalar(ScalarNode scalar, KeyPath path, Optional<Cast> cast) {
        if (scalar.kind() != ScalarNode.Kind.STRING) {
            return scalar;
        }
        String text;
        try {
            text = Template.substitute(
                    scalar.text(), lookup, name -> findings.warn("variable " + name + " is not set, taken as empty"));
        } catch (TemplateException wrong) {
            report(wrong, scalar, path);
            return scalar;
        }
        if (cast.isEmpty()) {
            return text.equals(scalar.text())
                    ? scalar
                    : new ScalarNode(ScalarNode.Kind.STRING, text, scalar.source(), scalar.place(), scalar.directive());
        }
        return cast(cast.get(), text, scalar, path);
    }

    private Node cast(Cast cast, String text, ScalarNode scalar, KeyPath path) {
        Optional<ScalarNode> value = cast.of(text, scalar);
        if (value.isEmpty()) {
            findings.problem(
                    StackError.CAST_FAILED,
                    scalar.place(),
                    path + ": \"" + text + "\" is not " + cast.expected(),
                    scalar.text().contains("$") ? "set the variable, or give it a default: ${NAME:-default}" : "");
            return scalar;
        }
        if (cast.isOldTruth(text)) {
            findings.warn(
                    scalar.place(),
                    path + ": \"" + text + "\" is a string in YAML 1.2, taken as "
                            + value.get().text());
        }
        return value.get().withDirective(scalar.directive());
    }

    private void report(TemplateException wrong, ScalarNode scalar, KeyPath path) {
        if (wrong.kind() == TemplateException.Kind.REQUIRED) {
            findings.problem(
                    StackError.VARIABLE_REQUIRED,
                    scalar.place(),
                    path + ": " + wrong.text(),
                    "set it in the environment or in .env");
        } else {
            findings.problem(
                    StackError.INTERPOLATION_INVALID,
                    scalar.place(),
                    path + ": " + wrong.text(),
                    "write $$ for a dollar sign that is none of a variable");
        }
    }
}
