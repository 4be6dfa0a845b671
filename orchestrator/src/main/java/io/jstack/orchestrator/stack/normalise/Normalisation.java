package io.jstack.orchestrator.stack.normalise;

import io.jstack.orchestrator.stack.canonical.CleanPath;
import io.jstack.orchestrator.stack.interpolate.Lookup;
import io.jstack.orchestrator.stack.resolve.CallerValues;
import io.jstack.orchestrator.stack.resolve.CallerValues.Missing;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.values.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes into a tree in long form what it only implies. */
public final class Normalisation {
    private static final String[] NAMED = {"networks", "volumes", "configs", "secrets"};

    private final String project;
    private final Lookup caller;

    public Normalisation(String project, Lookup caller) {
        this.project = project;
        this.caller = caller;
    }

    public MapNode apply(MapNode stack) {
        MapNode named = stack.with("name", ScalarNode.string(project, stack.place()));
        MapNode attached = new DefaultNetwork().apply(named);
        MapNode.Builder out = attached.edit();
        attached.map("services").ifPresent(services -> out.put("services", services(services)));
        for (String section : NAMED) {
            attached.map(section).ifPresent(resources -> out.put(section, names(resources)));
        }
        return out.build();
    }

    private MapNode services(MapNode services) {
        MapNode.Builder out = services.edit();
        services.entries()
                .forEach(entry -> entry.getValue()
                        .value()
                        .asMap()
                        .ifPresent(service -> out.put(entry.getKey(), service(service))));
        return out.build();
    }

    private MapNode service(MapNode service) {
        MapNode.Builder out = service.edit();
        if (service.text("pull_policy").equals(Optional.of("if_not_present"))) {
            out.put("pull_policy", text("missing", service.keyPlace("pull_policy")));
        }
        service.map("build").ifPresent(build -> out.put("build", build(build)));
        service.get("environment")
                .ifPresent(node -> out.put("environment", CallerValues.resolve(node, caller, Missing.KEEP)));
        service.list("volumes").ifPresent(volumes -> out.put("volumes", cleanTargets(volumes)));
        service.list("pre_start").ifPresent(hooks -> out.put("pre_start", withImage(hooks, service)));
        ImpliedDependencies.of(service).ifPresent(all -> out.put("depends_on", all));
        return out.build();
    }

    private MapNode build(MapNode build) {
        MapNode.Builder out = build.edit();
        out.putIfAbsent("context", text(".", build.place()));
        if (!build.has("dockerfile_inline")) {
            out.putIfAbsent("dockerfile", text("Dockerfile", build.place()));
        }
        build.get("args").ifPresent(args -> out.put("args", CallerValues.resolve(args, caller, Missing.DROP)));
        return out.build();
    }

    private static ListNode cleanTargets(ListNode volumes) {
        List<Node> items = new ArrayList<>();
        for (Node item : volumes.items()) {
            Optional<MapNode> volume = item.asMap();
            Optional<String> target = volume.flatMap(map -> map.text("target"));
            items.add(
                    target.isPresent()
                            ? volume.orElseThrow().with("target", text(CleanPath.of(target.get()), item.place()))
                            : item);
        }
        return ListNode.of(items, volumes.place());
    }

    /** A hook before the start runs in the service's own image unless it names another. */
    private static ListNode withImage(ListNode hooks, MapNode service) {
        Optional<Node> image =
                service.get("image").filter(node -> node.asString().isPresent());
        List<Node> items = new ArrayList<>();
        for (Node item : hooks.items()) {
            boolean bare = item.asMap().filter(hook -> !hook.has("image")).isPresent();
            items.add(bare && image.isPresent() ? item.asMap().orElseThrow().with("image", image.get()) : item);
        }
        return ListNode.of(items, hooks.place());
    }

    private MapNode names(MapNode resources) {
        MapNode.Builder out = resources.edit();
        resources.entries().forEach(entry -> {
            Node value = entry.getValue().value();
            MapNode resource = value.asMap().orElseGet(() -> MapNode.empty(value.place()));
            if (resource.get("name").filter(node -> !node.isNull()).isEmpty()) {
                String name = resource.isTrue("external") ? entry.getKey() : project + "_" + entry.getKey();
                resource = resource.with("name", text(name, resource.place()));
            }
            out.put(entry.getKey(), resource);
        });
        return out.build();
    }

    private static ScalarNode text(String value, Place place) {
        return ScalarNode.string(value, place);
    }
}
