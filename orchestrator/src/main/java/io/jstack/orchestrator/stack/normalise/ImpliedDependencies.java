package io.jstack.orchestrator.stack.normalise;

import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Services that must be there first because of {@code links}, {@code volumes_from} or a shared namespace. */
final class ImpliedDependencies {
    private static final String[] NAMESPACES = {"network_mode", "ipc", "pid", "uts", "cgroup"};
    private static final String OF_SERVICE = "service:";
    private static final String OF_CONTAINER = "container:";

    private ImpliedDependencies() {}

    /** All dependencies, the written ones first; empty when there are none. */
    static Optional<MapNode> of(MapNode service) {
        MapNode.Builder all = service.map("depends_on")
                .orElseGet(() -> MapNode.empty(service.keyPlace("depends_on")))
                .edit();
        texts(service, "links").forEach(link -> {
            String[] parts = link.text().split(":", -1);
            String name = parts.length == 2 ? parts[0] : link.text();
            all.putIfAbsent(name, dependency(link, true));
        });
        for (String namespace : NAMESPACES) {
            service.get(namespace)
                    .flatMap(Node::asScalar)
                    .filter(scalar -> scalar.text().startsWith(OF_SERVICE))
                    .ifPresent(scalar ->
                            all.putIfAbsent(scalar.text().substring(OF_SERVICE.length()), dependency(scalar, true)));
        }
        texts(service, "volumes_from")
                .filter(from -> !from.text().startsWith(OF_CONTAINER))
                .forEach(from -> all.putIfAbsent(from.text().split(":", -1)[0], dependency(from, false)));
        MapNode dependencies = all.build();
        return dependencies.isEmpty() ? Optional.empty() : Optional.of(dependencies);
    }

    private static Stream<ScalarNode> texts(MapNode service, String key) {
        return service.list(key).map(ListNode::items).orElse(List.of()).stream()
                .flatMap(item -> item.asScalar().stream());
    }

    private static MapNode dependency(ScalarNode at, Boolean restart) {
        return MapNode.builder(at.place())
                .put("condition", ScalarNode.string("service_started", at.place()))
                .put("restart", ScalarNode.bool(restart, at.place()))
                .put("required", ScalarNode.bool(true, at.place()))
                .build();
    }
}
