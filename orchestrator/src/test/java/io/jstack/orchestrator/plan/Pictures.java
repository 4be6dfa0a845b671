package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Observed.OfContainer;
import io.jstack.orchestrator.Observed.Publish;
import io.jstack.orchestrator.Observed.State;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.ContainerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What a host would show, for tests. */
final class Pictures {
    private Pictures() {}

    /** Everything the stack asks for, running and healthy. */
    static Observed running(Stack stack) {
        List<OfContainer> containers = new ArrayList<>();
        int id = 1;
        for (Service service : stack.services().values()) {
            for (int number = 1; number <= service.replicas(); number++) {
                containers.add(container(stack, service.name(), number, State.RUNNING, Integer.toHexString(id++))
                        .withHealth(Health.HEALTHY));
            }
        }
        return of(stack, containers.toArray(OfContainer[]::new));
    }

    /** The stack's networks and volumes, and these containers. */
    static Observed of(Stack stack, OfContainer... containers) {
        Map<String, Observed.OfNetwork> networks = new LinkedHashMap<>();
        stack.networks()
                .values()
                .forEach(n -> networks.put(
                        n.name(), new Observed.OfNetwork(n.name(), Optional.of(Fingerprint.of(n)), List.of())));
        Map<String, Observed.OfVolume> volumes = new LinkedHashMap<>();
        stack.volumes()
                .values()
                .forEach(v -> volumes.put(
                        v.name(), new Observed.OfVolume(v.name(), Optional.of(Fingerprint.of(v)), List.of())));
        return new Observed(stack.project(), networks, volumes, List.of(containers));
    }

    static OfContainer exited(Stack stack, String service, ExitStatus status) {
        OfContainer c = container(stack, service, 1, State.EXITED, "e");
        return new OfContainer(
                new ContainerId(String.format("%064x", service.hashCode() & 0xffff)),
                c.name(),
                service,
                1,
                false,
                c.hash(),
                c.image(),
                c.imageId(),
                "",
                State.EXITED,
                OptionalInt.empty(),
                Health.NONE,
                Optional.of(status),
                c.created(),
                c.started(),
                Optional.of(Instant.EPOCH),
                0,
                Map.of(),
                List.of(),
                List.of());
    }

    static OfContainer drifting(OfContainer c, Drift.Repair repair) {
        return new OfContainer(
                c.id(),
                c.name(),
                c.service(),
                c.number(),
                false,
                c.hash(),
                c.image(),
                c.imageId(),
                "",
                c.state(),
                c.pid(),
                c.health(),
                c.exit(),
                c.created(),
                c.started(),
                c.finished(),
                0,
                c.addresses(),
                c.publishes(),
                List.of(new Drift(Drift.Kind.LIMITS_CHANGED, "limits changed", repair)));
    }

    static OfContainer container(Stack stack, String name, int number, State state, String id) {
        Service service = Optional.ofNullable(stack.services().get(name)).orElseThrow();
        boolean alive = state == State.RUNNING;
        Map<String, String> addresses = new LinkedHashMap<>();
        service.connectivity()
                .attachments()
                .forEach(a -> Optional.ofNullable(stack.networks().get(a.network()))
                        .ifPresent(n -> addresses.put(n.name(), a.ipv4Address().orElse("10.64.0." + number))));
        return new OfContainer(
                new ContainerId("0".repeat(64 - id.length()) + id),
                Replica.of(stack.project(), service, number).name(),
                name,
                number,
                false,
                service.hash(),
                service.image().reference(),
                "sha256:" + service.image().reference(),
                "",
                state,
                alive ? OptionalInt.of(1000 + number) : OptionalInt.empty(),
                Health.NONE,
                Optional.empty(),
                Instant.EPOCH,
                alive ? Optional.of(Instant.EPOCH) : Optional.empty(),
                Optional.empty(),
                0,
                alive ? addresses : Map.of(),
                service.connectivity().ports().stream()
                        .filter(p -> alive)
                        .flatMap(p -> p.published().stream()
                                .map(r -> new Publish("0.0.0.0", r.first(), p.target(), p.protocol())))
                        .toList(),
                List.of());
    }
}
