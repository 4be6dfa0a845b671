package io.jstack.orchestrator.stack.consistency;

import io.jstack.orchestrator.stack.canonical.IpAddress;
import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.PathRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keys of one element that exclude or need each other; checked in every included file too, whatever the profiles. */
public final class ResourceChecks {
    private interface Check {
        void apply(ResourceChecks checks, MapNode map, KeyPath path);
    }

    private static final PathRules<Check> CHECKS = PathRules.<Check>none()
            .at("volumes.*", ResourceChecks::external)
            .at(
                    "configs.*",
                    (checks, map, path) -> checks.oneSource(map, path, List.of("file", "environment", "content")))
            .at("secrets.*", (checks, map, path) -> checks.oneSource(map, path, List.of("file", "environment")))
            .at("services.*.ports.[]", ResourceChecks::port)
            .at("services.*.volumes.[]", ResourceChecks::target)
            .at("services.*.develop.watch.[]", ResourceChecks::watchedPath)
            .at("services.*.deploy.resources.reservations.devices.[]", ResourceChecks::deviceRequest)
            .at("services.*.gpus.[]", ResourceChecks::deviceRequest);

    private static final Set<String> BESIDE_EXTERNAL = Set.of("name", "external");

    private final Findings findings;

    public ResourceChecks(Findings findings) {
        this.findings = findings;
    }

    public void check(MapNode stack) {
        visit(stack, KeyPath.ROOT, CHECKS);
    }

    private Node visit(Node node, KeyPath path, PathRules<Check> rules) {
        if (node instanceof MapNode map) {
            rules.rule().ifPresent(check -> check.apply(this, map, path));
        }
        return rules.inside(node, path, this::visit);
    }

    private void external(MapNode volume, KeyPath path) {
        if (!volume.isTrue("external")) {
            return;
        }
        volume.keys().stream()
                .filter(key -> !BESIDE_EXTERNAL.contains(key) && !key.startsWith("x-"))
                .forEach(key -> findings.problem(
                        StackError.CONFLICT,
                        volume.keyPlace(key),
                        path + ": conflicting parameters \"external\" and \"" + key + "\" specified",
                        "remove " + key + ": what is external is not made here"));
    }

    private void oneSource(MapNode object, KeyPath path, List<String> sources) {
        List<String> given = sources.stream().filter(object::has).toList();
        if (given.size() > 1) {
            findings.problem(
                    StackError.CONFLICT,
                    object.keyPlace(given.get(1)),
                    path + ": " + String.join("|", sources) + " attributes are mutually exclusive",
                    "keep one of " + String.join(", ", given));
        } else if (given.isEmpty() && !object.has("driver") && !object.has("external")) {
            findings.problem(
                    StackError.KEY_MISSING,
                    object.place(),
                    path + ": one of " + String.join("|", sources) + " must be set",
                    "add " + sources.get(0) + ": <path>");
        }
    }

    private void port(MapNode port, KeyPath path) {
        if (!port.has("target")) {
            findings.problem(
                    StackError.KEY_MISSING,
                    port.place(),
                    "service port " + path + " is missing a target port",
                    "add target: <port in the container>");
        }
        Optional<String> address = port.text("host_ip").filter(ip -> !IpAddress.isValid(ip));
        address.ifPresent(ip -> findings.problem(
                StackError.VALUE_INVALID,
                port.keyPlace("host_ip"),
                path + ": invalid ip address: " + ip,
                "write it as 127.0.0.1 or ::1"));
    }

    private void target(MapNode volume, KeyPath path) {
        if (volume.text("target").isEmpty()) {
            findings.problem(
                    StackError.KEY_MISSING,
                    volume.place(),
                    "service volume " + path + " is missing a mount target",
                    "add target: <path in the container>");
        }
    }

    private void watchedPath(MapNode rule, KeyPath path) {
        if (rule.text("path").equals(Optional.of(""))) {
            findings.problem(
                    StackError.VALUE_INVALID,
                    rule.keyPlace("path"),
                    path + ".path: value can't be blank",
                    "name the directory to watch");
        }
    }

    private void deviceRequest(MapNode request, KeyPath path) {
        if (request.has("count") && request.has("device_ids")) {
            findings.problem(
                    StackError.CONFLICT,
                    request.keyPlace("device_ids"),
                    path + ": \"count\" and \"device_ids\" attributes are exclusive",
                    "keep one of them");
        }
    }
}
