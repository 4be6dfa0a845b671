package io.jstack.cli.commands;

import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.model.Dependency;
import io.jstack.orchestrator.model.Mount;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A stack as a picture needs it: services in layers, so that each stands below all it waits for.
 *
 * @param layers the first waits for nothing
 */
record StackGraph(String project, List<List<Node>> layers) {
    /**
     * A service.
     *
     * @param replicas the state of each, {@code running (healthy)}; empty where nothing was made of it
     * @param ports as published now, else as the file says
     */
    record Node(
            String name,
            String image,
            List<String> replicas,
            List<Edge> waitsFor,
            List<String> networks,
            List<String> volumes,
            List<String> ports) {
        /** Whether all is well, in one word: {@code good}, {@code busy}, {@code bad}, {@code absent}. */
        String mood() {
            if (replicas.isEmpty()) {
                return "absent";
            }
            if (replicas.stream()
                    .anyMatch(text ->
                            text.contains("unhealthy") || text.contains("crash-loop") || text.contains("exited ("))) {
                return "bad";
            }
            boolean settled = replicas.stream()
                    .allMatch(
                            text -> text.equals("running") || text.equals("running (healthy)") || text.equals("done"));
            return settled ? "good" : "busy";
        }
    }

    /** What a service waits for, and for which state of it: {@code started}, {@code healthy}, {@code completed}. */
    record Edge(String service, String condition) {}

    static StackGraph of(Stack stack, List<ContainerStatus> containers) {
        Map<String, Integer> depths = new HashMap<>();
        int deepest = 0;
        for (String service : stack.services().keySet()) {
            deepest = Math.max(deepest, depth(stack, service, depths));
        }
        List<List<Node>> layers = new ArrayList<>();
        for (int layer = 0; layer <= deepest; layer++) {
            List<Node> nodes = new ArrayList<>();
            for (Service service : stack.services().values()) {
                if (depth(stack, service.name(), depths) == layer) {
                    nodes.add(node(service, containers));
                }
            }
            layers.add(nodes);
        }
        return new StackGraph(stack.project(), layers);
    }

    /** The loader has refused cycles; the mark put first makes this end all the same. */
    private static int depth(Stack stack, String name, Map<String, Integer> depths) {
        Integer known = depths.get(name);
        if (known != null) {
            return known;
        }
        depths.put(name, 0);
        int depth = 0;
        Service service = stack.services().get(name);
        if (service != null) {
            for (Dependency dependency : service.dependsOn()) {
                if (stack.services().containsKey(dependency.service())) {
                    depth = Math.max(depth, depth(stack, dependency.service(), depths) + 1);
                }
            }
        }
        depths.put(name, depth);
        return depth;
    }

    private static Node node(Service service, List<ContainerStatus> containers) {
        List<ContainerStatus> own = containers.stream()
                .filter(status -> status.container().service().equals(service.name())
                        && !status.container().oneOff())
                .toList();
        List<String> published = own.stream()
                .flatMap(status -> status.container().publishes().stream())
                .map(Object::toString)
                .toList();
        return new Node(
                service.name(),
                service.image().reference(),
                own.stream().map(StackGraph::state).toList(),
                service.dependsOn().stream()
                        .map(dependency -> new Edge(dependency.service(), condition(dependency.condition())))
                        .toList(),
                service.connectivity().attachments().stream()
                        .map(attachment -> attachment.network())
                        .toList(),
                List.copyOf(volumes(service)),
                published.isEmpty()
                        ? service.connectivity().ports().stream()
                                .map(Object::toString)
                                .toList()
                        : published);
    }

    private static TreeSet<String> volumes(Service service) {
        TreeSet<String> names = new TreeSet<>();
        for (Mount mount : service.storage().mounts()) {
            if (mount instanceof Mount.Named named) {
                names.add(named.volume());
            }
        }
        return names;
    }

    private static String condition(Dependency.Condition condition) {
        return switch (condition) {
            case STARTED -> "started";
            case HEALTHY -> "healthy";
            case COMPLETED_SUCCESSFULLY -> "completed";
        };
    }

    private static String state(ContainerStatus status) {
        return switch (status.phase()) {
            case RUNNING -> status.health() == Health.NONE ? "running" : "running (" + status.health() + ")";
            case EXITED ->
                status.container().exit().filter(exit -> exit.isSuccess()).isPresent()
                        ? "done"
                        : "exited ("
                                + status.container()
                                        .exit()
                                        .map(Object::toString)
                                        .orElse("unknown") + ")";
            default -> status.phase().toString();
        };
    }
}
