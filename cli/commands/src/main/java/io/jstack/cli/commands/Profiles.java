package io.jstack.cli.commands;

import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/** The profiles that services of a stack name. */
final class Profiles {
    private Profiles() {}

    static Collection<String> of(MapNode stack) {
        TreeSet<String> profiles = new TreeSet<>();
        stack.map("services")
                .ifPresent(services -> services.entries()
                        .forEach(entry -> entry.getValue()
                                .value()
                                .asMap()
                                .flatMap(service -> service.list("profiles"))
                                .map(ListNode::items)
                                .ifPresent(items -> items.stream()
                                        .map(Node::asScalar)
                                        .flatMap(Optional::stream)
                                        .map(ScalarNode::text)
                                        .forEach(profiles::add))));
        return profiles;
    }
}
