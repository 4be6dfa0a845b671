package io.jstack.orchestrator.stack.report;

import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.values.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The part of a tree that nothing was found wrong with: later phases look at it, so that one reading of a file tells of the mistakes
 * that only they can find.
 */
public final class Sound {
    private final Findings findings;
    private final Set<Place> wrong;

    private Sound(Findings findings) {
        this.findings = findings;
        this.wrong = findings.places();
    }

    /** The same tree when there is nothing wrong at all. */
    public static MapNode part(MapNode tree, Findings findings) {
        if (!findings.hasProblems()) {
            return tree;
        }
        findings.endPhase();
        return new Sound(findings).map(tree);
    }

    private MapNode map(MapNode map) {
        MapNode.Builder out = map.edit();
        for (Map.Entry<String, MapNode.Entry> entry : List.copyOf(map.entries())) {
            Node value = entry.getValue().value();
            if (wrong.contains(entry.getValue().keyPlace()) || wrong.contains(value.place())) {
                findings.left(entry.getKey());
                out.remove(entry.getKey());
            } else {
                node(value).filter(sound -> sound != value).ifPresent(sound -> out.put(entry.getKey(), sound));
            }
        }
        return out.build();
    }

    private Optional<Node> node(Node node) {
        if (node instanceof MapNode map) {
            return Optional.of(map(map));
        }
        if (node instanceof ListNode list) {
            List<Node> items = new ArrayList<>();
            for (Node item : list.items()) {
                if (!wrong.contains(item.place())) {
                    node(item).ifPresent(items::add);
                }
            }
            return Optional.of(new ListNode(items, list.place(), list.directive()));
        }
        return Optional.of(node);
    }
}
