package io.jstack.cli.commands;

import io.jstack.engine.RegistryAccess;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.Map;
import java.util.Optional;

/** A stack whose images are named by what their registries hold now: {@code config --resolve-image-digests}. */
final class ImageDigests {
    private static final String IMAGE = "image";
    private static final String SERVICES = "services";

    private ImageDigests() {}

    /** The stack with a digest at every image. */
    static MapNode resolved(MapNode stack, RegistryAccess registries) throws InterruptedException {
        Optional<MapNode> services = stack.map(SERVICES);
        if (services.isEmpty()) {
            return stack;
        }
        MapNode.Builder pinned = services.get().edit();
        for (Map.Entry<String, MapNode.Entry> service : services.get().entries()) {
            Optional<MapNode> keys = service.getValue().value().asMap();
            Optional<Node> image = keys.flatMap(map -> map.get(IMAGE));
            if (keys.isPresent() && image.isPresent()) {
                String name = registries.pinned(keys.get().text(IMAGE).orElse(""));
                Node value = ScalarNode.string(name, image.get().place());
                pinned.put(service.getKey(), keys.get().edit().put(IMAGE, value).build());
            }
        }
        return stack.edit().put(SERVICES, pinned.build()).build();
    }

    /** Nothing but the images: an override file for {@code -f}. */
    static MapNode only(MapNode stack) {
        MapNode.Builder services = MapNode.builder(stack.place());
        stack.map(SERVICES)
                .ifPresent(all -> all.entries()
                        .forEach(service -> service.getValue()
                                .value()
                                .asMap()
                                .flatMap(keys -> keys.get(IMAGE))
                                .ifPresent(image -> services.put(
                                        service.getKey(),
                                        MapNode.builder(image.place())
                                                .put(IMAGE, image)
                                                .build()))));
        return MapNode.builder(stack.place()).put(SERVICES, services.build()).build();
    }
}
