package io.jstack.orchestrator.stack.explain;

import io.jstack.orchestrator.stack.interpolate.Template;
import io.jstack.orchestrator.stack.interpolate.TemplateException;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.values.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Collects the variables of raw trees, before any is replaced. */
public final class Variables {
    private record Use(Template.Variable variable, Place place) {}

    private final Map<String, List<Use>> uses = new TreeMap<>();

    public void add(Node node) {
        if (node instanceof MapNode map) {
            map.entries().forEach(entry -> add(entry.getValue().value()));
        } else if (node instanceof ListNode list) {
            list.items().forEach(this::add);
        } else {
            scalar((ScalarNode) node);
        }
    }

    private void scalar(ScalarNode scalar) {
        if (scalar.kind() != ScalarNode.Kind.STRING) {
            return;
        }
        try {
            Template.variables(
                    scalar.text(),
                    variable -> uses.computeIfAbsent(variable.name(), name -> new ArrayList<>())
                            .add(new Use(variable, scalar.place())));
        } catch (TemplateException invalid) {
            return; // loading the file reports it, with its place
        }
    }

    /** By name. */
    public List<StackVariable> all() {
        List<StackVariable> all = new ArrayList<>();
        uses.forEach((name, each) -> all.add(new StackVariable(
                name,
                word(each, "-"),
                word(each, "+"),
                each.stream().anyMatch(use -> use.variable().operator().endsWith("?")),
                each.stream().map(Use::place).distinct().toList())));
        return all;
    }

    private static Optional<String> word(List<Use> uses, String operator) {
        return uses.stream()
                .map(Use::variable)
                .filter(variable -> variable.operator().endsWith(operator))
                .map(Template.Variable::word)
                .findFirst();
    }
}
