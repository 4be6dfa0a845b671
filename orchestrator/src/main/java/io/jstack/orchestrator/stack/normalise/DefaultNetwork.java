package io.jstack.orchestrator.stack.normalise;

import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.values.Place;
import java.util.Optional;

/** The network {@code default}: joined by every service that names no other, and there only when one joins it. */
final class DefaultNetwork {
    private static final String NAME = "default";

    private boolean used;

    MapNode apply(MapNode stack) {
        Optional<MapNode> services = stack.map("services");
        if (services.isEmpty()) {
            return stack;
        }
        MapNode.Builder attached = services.get().edit();
        services.get()
                .entries()
                .forEach(entry -> entry.getValue()
                        .value()
                        .asMap()
                        .ifPresent(service -> attached.put(entry.getKey(), attach(service))));
        MapNode.Builder out = stack.edit().put("services", attached.build());
        MapNode networks = stack.map("networks").orElseGet(() -> MapNode.empty(stack.place()));
        if (used && !networks.has(NAME)) {
            out.put("networks", networks.with(NAME, ScalarNode.nothing(stack.place())));
        }
        return out.build();
    }

    private MapNode attach(MapNode service) {
        if (service.has("provider") || service.has("network_mode")) {
            return service;
        }
        Optional<MapNode> networks = service.map("networks").filter(map -> !map.isEmpty());
        if (networks.isPresent()) {
            used |= networks.get().has(NAME);
            return service;
        }
        used = true;
        Place place = service.keyPlace("networks");
        Node alone = MapNode.builder(place).put(NAME, ScalarNode.nothing(place)).build();
        return service.with("networks", alone);
    }
}
