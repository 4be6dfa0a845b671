package io.jstack.orchestrator.stack.select;

import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The active profiles. A service without any is always on. */
public record Profiles(Set<String> active) {
    public Profiles {
        active = Set.copyOf(active);
    }

    /** Those asked for, and those of the services asked for by name. */
    public static Profiles of(List<String> asked, List<String> services, MapNode all) {
        Set<String> active = new HashSet<>(asked);
        Profiles first = new Profiles(active);
        for (String name : services) {
            Optional<MapNode> service = all.map(name).filter(map -> !first.enables(map));
            service.ifPresent(map -> active.addAll(profiles(map)));
        }
        return new Profiles(active);
    }

    public boolean enables(MapNode service) {
        List<String> own = profiles(service);
        return own.isEmpty() || active.contains("*") || own.stream().anyMatch(active::contains);
    }

    /** The profiles of a service, in the file's order. */
    public static List<String> profiles(MapNode service) {
        return service.list("profiles").map(ListNode::items).orElse(List.of()).stream()
                .flatMap(item -> item.asScalar().stream())
                .map(ScalarNode::text)
                .toList();
    }
}
