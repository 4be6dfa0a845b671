package io.jstack.orchestrator.stack.select;

import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.schema.Nearest;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.values.JstackException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The services that were asked for with all they depend on, and the resources these use. */
public final class Selection {
    private Selection() {}

    /** {@code stack} with only the enabled services. */
    public static MapNode enabled(MapNode stack, Profiles profiles) {
        return keepServices(
                stack,
                name -> stack.map("services")
                        .flatMap(services -> services.map(name))
                        .filter(profiles::enables)
                        .isPresent());
    }

    /** {@code stack} with only {@code names} and their dependencies; all when no name is given. */
    public static MapNode services(MapNode stack, List<String> names) {
        if (names.isEmpty()) {
            return stack;
        }
        MapNode services = stack.map("services").orElseGet(() -> MapNode.empty(stack.place()));
        Set<String> kept = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>();
        for (String name : names) {
            if (!services.has(name)) {
                throw unknown(name, services.keys());
            }
            open.add(name);
        }
        while (!open.isEmpty()) {
            String name = open.remove();
            if (services.has(name) && kept.add(name)) {
                services.map(name)
                        .flatMap(service -> service.map("depends_on"))
                        .ifPresent(all -> open.addAll(all.keys()));
            }
        }
        return withoutOtherDependencies(keepServices(stack, kept::contains), kept);
    }

    private static JstackException unknown(String name, Collection<String> known) {
        String remedy = Nearest.to(name, known)
                .map(near -> "did you mean " + near + "?")
                .orElse("services: " + String.join(", ", known.stream().sorted().toList()));
        return new JstackException(StackError.SERVICE_UNKNOWN, "no such service: " + name, remedy);
    }

    private interface Keep {
        boolean service(String name);
    }

    private static MapNode keepServices(MapNode stack, Keep keep) {
        Optional<MapNode> services = stack.map("services");
        if (services.isEmpty()) {
            return stack;
        }
        MapNode.Builder out = services.get().edit();
        List.copyOf(services.get().keys()).stream()
                .filter(name -> !keep.service(name))
                .forEach(out::remove);
        return stack.with("services", out.build());
    }

    private static MapNode withoutOtherDependencies(MapNode stack, Set<String> kept) {
        MapNode services = stack.map("services").orElseThrow();
        MapNode.Builder out = services.edit();
        services.entries().forEach(entry -> {
            MapNode service = entry.getValue().value().asMap().orElseThrow();
            Optional<MapNode> dependencies = service.map("depends_on");
            if (dependencies.isPresent() && !kept.containsAll(dependencies.get().keys())) {
                MapNode.Builder some = dependencies.get().edit();
                List.copyOf(dependencies.get().keys()).stream()
                        .filter(name -> !kept.contains(name))
                        .forEach(some::remove);
                MapNode left = some.build();
                out.put(
                        entry.getKey(),
                        left.isEmpty() ? service.without("depends_on") : service.with("depends_on", left));
            }
        });
        return stack.with("services", out.build());
    }

    /** {@code stack} without networks, volumes, secrets, configs and models that none of its services uses. */
    public static MapNode usedResources(MapNode stack) {
        Map<String, Set<String>> used = new HashMap<>();
        for (String section : List.of("networks", "volumes", "secrets", "configs", "models")) {
            used.put(section, new HashSet<>());
        }
        stack.map("services")
                .ifPresent(services -> services.entries()
                        .forEach(entry -> entry.getValue().value().asMap().ifPresent(service -> note(service, used))));
        MapNode.Builder out = stack.edit();
        used.forEach((section, names) -> stack.map(section).ifPresent(resources -> {
            MapNode.Builder some = resources.edit();
            List.copyOf(resources.keys()).stream()
                    .filter(name -> !names.contains(name))
                    .forEach(some::remove);
            MapNode left = some.build();
            if (left.isEmpty()) {
                out.remove(section);
            } else {
                out.put(section, left);
            }
        }));
        return out.build();
    }

    private static void note(MapNode service, Map<String, Set<String>> used) {
        service.map("networks").ifPresent(map -> names(used, "networks").addAll(map.keys()));
        service.map("models").ifPresent(map -> names(used, "models").addAll(map.keys()));
        items(service, "volumes")
                .filter(volume -> volume.text("type").equals(Optional.of("volume")))
                .forEach(volume -> volume.text("source").ifPresent(names(used, "volumes")::add));
        items(service, "secrets").forEach(secret -> secret.text("source").ifPresent(names(used, "secrets")::add));
        items(service, "configs").forEach(config -> config.text("source").ifPresent(names(used, "configs")::add));
        service.map("build")
                .ifPresent(build -> items(build, "secrets")
                        .forEach(secret -> secret.text("source").ifPresent(names(used, "secrets")::add)));
    }

    private static Set<String> names(Map<String, Set<String>> used, String section) {
        return used.getOrDefault(section, new HashSet<>());
    }

    private static java.util.stream.Stream<MapNode> items(MapNode map, String key) {
        return map.list(key).map(ListNode::items).orElse(List.<Node>of()).stream()
                .flatMap(item -> item.asMap().stream());
    }
}
