package io.jstack.orchestrator.stack.consistency;

import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.schema.Nearest;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.values.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Checks the enabled services against each other and against the resources: every name that is used must be defined. */
public final class Consistency {
    private final MapNode stack;
    private final MapNode services;
    private final Set<String> disabled;
    private final Findings findings;

    /**
     * @param stack with the enabled services only
     * @param disabled the names of the others
     */
    public Consistency(MapNode stack, Set<String> disabled, Findings findings) {
        this.stack = stack;
        this.services = stack.map("services").orElseGet(() -> MapNode.empty(stack.place()));
        this.disabled = disabled;
        this.findings = findings;
    }

    public void check() {
        services.entries().forEach(entry -> {
            String name = entry.getKey();
            MapNode service = entry.getValue().value().asMap().orElseGet(() -> MapNode.empty(stack.place()));
            references(name, service, entry.getValue().keyPlace());
            dependencies(name, service);
            new ServiceChecks(name, service, findings).check();
        });
        new ContainerNames(findings).check(services);
        secrets();
        DependencyCycle.check(services, findings);
    }

    private void references(String name, MapNode service, Place place) {
        if (!service.has("build") && !service.has("image") && !service.has("provider")) {
            findings.problem(
                    StackError.KEY_MISSING,
                    place,
                    "service \"" + name + "\" has neither an image nor a build context specified",
                    "add image: <reference>, or build: <folder>");
        }
        service.map("networks")
                .ifPresent(map -> map.entries()
                        .forEach(entry -> defined(
                                name,
                                "network",
                                entry.getKey(),
                                "networks",
                                entry.getValue().keyPlace())));
        service.map("models")
                .ifPresent(map -> map.entries()
                        .forEach(entry -> defined(
                                name,
                                "model",
                                entry.getKey(),
                                "models",
                                entry.getValue().keyPlace())));
        items(service, "volumes")
                .filter(volume -> volume.text("type").equals(Optional.of("volume")))
                .forEach(volume -> source(name, volume, "volume", "volumes"));
        items(service, "configs").forEach(config -> source(name, config, "config", "configs"));
        items(service, "secrets").forEach(secret -> source(name, secret, "secret", "secrets"));
        service.map("build").ifPresent(build -> {
            items(build, "secrets").forEach(secret -> source(name, secret, "build secret", "secrets"));
            build.map("additional_contexts").ifPresent(contexts -> contexts(name, contexts));
        });
    }

    private void source(String service, MapNode mount, String what, String section) {
        mount.text("source").ifPresent(source -> defined(service, what, source, section, mount.place()));
    }

    private void defined(String service, String what, String name, String section, Place place) {
        MapNode known = stack.map(section).orElseGet(() -> MapNode.empty(stack.place()));
        if (!known.has(name)) {
            findings.problem(
                    StackError.REFERENCE_UNDEFINED,
                    place,
                    "service \"" + service + "\" refers to undefined " + what + " " + name,
                    near(name, known.keys())
                            .orElse("declare it at the top level: " + section + ": {" + name + ": ...}"));
        }
    }

    private void contexts(String service, MapNode contexts) {
        contexts.entries().forEach(entry -> {
            String text = contexts.text(entry.getKey()).orElse("");
            if (!text.startsWith("service:")) {
                return;
            }
            String target = text.substring("service:".length());
            Optional<MapNode> other = services.map(target);
            if (other.isEmpty() || !other.get().has("build")) {
                findings.problem(
                        StackError.REFERENCE_UNDEFINED,
                        entry.getValue().value().place(),
                        "service \"" + service + "\" declares " + (other.isEmpty() ? "unknown" : "non-buildable")
                                + " service \"" + target + "\" as additional context " + entry.getKey(),
                        other.isEmpty()
                                ? near(target, services.keys()).orElse("")
                                : "give " + target + " a build section");
            }
        });
    }

    private void dependencies(String name, MapNode service) {
        service.map("depends_on")
                .ifPresent(all -> all.entries().forEach(entry -> {
                    String target = entry.getKey();
                    boolean required = all.map(target)
                            .flatMap(one -> one.text("required"))
                            .filter("false"::equals)
                            .isEmpty();
                    if (services.has(target) || (!required && disabled.contains(target))) {
                        return;
                    }
                    String remedy = disabled.contains(target)
                            ? "activate a profile of " + target + ", or write required: false"
                            : near(target, services.keys()).orElse("declare it under services:");
                    findings.problem(
                            StackError.REFERENCE_UNDEFINED,
                            entry.getValue().keyPlace(),
                            "service \"" + name + "\" depends on undefined service \"" + target + "\"",
                            remedy);
                }));
    }

    private void secrets() {
        stack.map("secrets")
                .ifPresent(all -> all.entries().forEach(entry -> {
                    MapNode secret = entry.getValue().value().asMap().orElseGet(() -> MapNode.empty(all.place()));
                    if (!secret.isTrue("external") && !secret.has("file") && !secret.has("environment")) {
                        findings.problem(
                                StackError.KEY_MISSING,
                                entry.getValue().keyPlace(),
                                "secret \"" + entry.getKey() + "\" must declare either `file` or `environment`",
                                "add file: <path>, or environment: <variable>");
                    }
                }));
    }

    private static Optional<String> near(String name, Collection<String> known) {
        return Nearest.to(name, known).map(near -> "did you mean " + near + "?");
    }

    private static Stream<MapNode> items(MapNode map, String key) {
        return map.list(key).map(ListNode::items).orElse(List.<Node>of()).stream()
                .flatMap(item -> item.asMap().stream());
    }
}
