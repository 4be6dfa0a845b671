package io.jstack.orchestrator.stack.consistency;

import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values of one service that exclude each other or must agree. */
final class ServiceChecks {
    private static final Set<String> TESTS = Set.of("CMD", "CMD-SHELL", "NONE");
    private static final Set<String> WITHOUT_TARGET = Set.of("rebuild", "restart");

    private final String path;
    private final String name;
    private final MapNode service;
    private final Findings findings;

    ServiceChecks(String name, MapNode service, Findings findings) {
        this.path = "services." + name;
        this.name = name;
        this.service = service;
        this.findings = findings;
    }

    void check() {
        build();
        if (service.has("network_mode") && service.has("networks")) {
            conflict(
                    "network_mode",
                    "service " + name + " declares mutually exclusive `network_mode` and `networks`",
                    "keep one of them");
        }
        healthTest();
        scale();
        limits();
        watch();
        mounts();
    }

    private void build() {
        Optional<MapNode> build = service.map("build");
        if (build.isEmpty()) {
            return;
        }
        if (build.get().has("dockerfile") && build.get().has("dockerfile_inline")) {
            conflict(
                    "build",
                    "service \"" + name + "\" declares mutually exclusive dockerfile and dockerfile_inline",
                    "keep one of them");
        }
        List<String> platforms = texts(build.get(), "platforms");
        Optional<String> platform = service.text("platform");
        if (platform.isPresent() && !platforms.isEmpty() && !platforms.contains(platform.get())) {
            conflict(
                    "platform",
                    "service \"" + name + "\": build.platforms MUST include service.platform \"" + platform.get()
                            + "\"",
                    "add it to build.platforms, or choose one of " + String.join(", ", platforms));
        }
    }

    private void healthTest() {
        Optional<MapNode> healthcheck = service.map("healthcheck");
        List<String> test = healthcheck.map(check -> texts(check, "test")).orElse(List.of());
        if (!test.isEmpty() && !TESTS.contains(test.get(0))) {
            findings.problem(
                    StackError.VALUE_INVALID,
                    healthcheck.orElseThrow().keyPlace("test"),
                    path + ": healthcheck.test must start either by \"CMD\", \"CMD-SHELL\" or \"NONE\", not \""
                            + test.get(0) + "\"",
                    "write [CMD, " + String.join(", ", test) + "]");
        }
    }

    private void scale() {
        Optional<MapNode> deploy = service.map("deploy");
        Optional<Long> scale = number(service, "scale");
        Optional<Long> replicas = deploy.flatMap(map -> number(map, "replicas"));
        if (scale.isPresent() && replicas.isPresent() && !scale.equals(replicas)) {
            conflict(
                    "scale", path + ": can't set distinct values on 'scale' and 'deploy.replicas'", "keep one of them");
        }
        long count = scale.or(() -> replicas).orElse(1L);
        String attribute = scale.isPresent() ? "scale" : "deploy.replicas";
        if (count < 0) {
            conflict(
                    scale.isPresent() ? "scale" : "deploy",
                    path + "." + attribute + ": must be greater than or equal to 0",
                    "write 0 for none");
        }
        if (count > 1 && service.has("container_name")) {
            conflict(
                    "container_name",
                    path + ": can't set container_name and " + attribute + " as container name must be unique",
                    "remove container_name");
        }
    }

    private void limits() {
        Optional<MapNode> resources = service.map("deploy").flatMap(deploy -> deploy.map("resources"));
        Optional<MapNode> limits = resources.flatMap(map -> map.map("limits"));
        Optional<MapNode> reservations = resources.flatMap(map -> map.map("reservations"));
        agree("cpus", limits, "limits.cpus");
        agree("mem_limit", limits, "limits.memory");
        agree("mem_reservation", reservations, "reservations.memory");
        agree("pids_limit", limits, "limits.pids");
    }

    /** When the section is there at all, it must say the same; a key left out of it says zero. */
    private void agree(String key, Optional<MapNode> section, String other) {
        Optional<String> own = service.text(key);
        if (own.isEmpty() || section.isEmpty()) {
            return;
        }
        String there =
                section.get().text(other.substring(other.indexOf('.') + 1)).orElse("0");
        if (!own.get().equals(there)) {
            conflict(
                    key,
                    path + ": can't set distinct values on '" + key + "' and 'deploy.resources." + other + "'",
                    "keep one of them");
        }
    }

    private void watch() {
        Optional<ListNode> rules = service.map("develop").flatMap(develop -> develop.list("watch"));
        rules.ifPresent(list -> list.items()
                .forEach(item -> item.asMap().ifPresent(rule -> {
                    boolean needless =
                            WITHOUT_TARGET.contains(rule.text("action").orElse(""));
                    if (!needless && rule.text("target").isEmpty()) {
                        findings.problem(
                                StackError.KEY_MISSING,
                                rule.place(),
                                path + ".develop.watch: target is required for non-rebuild actions",
                                "add target: <path in the container>");
                    }
                })));
    }

    private void mounts() {
        Map<String, String> taken = new HashMap<>();
        List<Node> tmpfs = service.list("tmpfs").map(ListNode::items).orElse(List.of());
        for (int i = 0; i < tmpfs.size(); i++) {
            String spec = tmpfs.get(i).asScalar().map(ScalarNode::text).orElse("");
            take(spec.split(":", 2)[0], path + ".tmpfs[" + i + "]", tmpfs.get(i), taken);
        }
        List<Node> volumes = service.list("volumes").map(ListNode::items).orElse(List.of());
        for (int i = 0; i < volumes.size(); i++) {
            Node volume = volumes.get(i);
            String target = volume.asMap().flatMap(map -> map.text("target")).orElse("");
            take(target, path + ".volumes[" + i + "]", volume, taken);
        }
    }

    private void take(String target, String place, Node at, Map<String, String> taken) {
        String other = taken.putIfAbsent(target, place);
        if (other != null) {
            findings.problem(
                    StackError.CONFLICT,
                    at.place(),
                    place + ": target " + target + " already mounted as " + other,
                    "mount one of them elsewhere");
        }
    }

    private void conflict(String key, String message, String remedy) {
        findings.problem(StackError.CONFLICT, service.keyPlace(key), message, remedy);
    }

    private static Optional<Long> number(MapNode map, String key) {
        return map.get(key)
                .flatMap(Node::asScalar)
                .filter(scalar -> scalar.kind() == ScalarNode.Kind.INTEGER)
                .map(scalar -> Long.parseLong(scalar.text()));
    }

    private static List<String> texts(MapNode map, String key) {
        return map.list(key).map(ListNode::items).orElse(List.of()).stream()
                .flatMap(item -> item.asScalar().stream())
                .map(ScalarNode::text)
                .toList();
    }
}
