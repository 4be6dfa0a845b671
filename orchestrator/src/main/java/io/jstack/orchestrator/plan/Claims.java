package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Observed.OfContainer;
import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.Stack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What only one running container can hold: a published port, a fixed address. When one of them moves to another container by the
 * same plan, its holder has to stop before the other starts.
 */
final class Claims {
    private final Stack stack;
    private final Observed observed;

    Claims(Stack stack, Observed observed) {
        this.stack = stack;
        this.observed = observed;
    }

    /** @param claim for people: {@code port 80/tcp} */
    record HandOver(String claim, OfContainer holder, Replica to) {}

    /** Hand-overs among containers this plan touches; a holder it leaves alone keeps what it has. */
    List<HandOver> between(List<Verdict> verdicts) {
        Map<String, Verdict> byContainer = new LinkedHashMap<>();
        verdicts.forEach(v -> v.container().ifPresent(c -> byContainer.put(c.id().value(), v)));
        List<HandOver> handOvers = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            if (!starts(verdict)) {
                continue;
            }
            NavigableSet<String> wanted = wantedBy(verdict.replica());
            for (OfContainer holder : observed.containers()) {
                boolean self = verdict.container()
                        .filter(c -> c.id().equals(holder.id()))
                        .isPresent();
                boolean moves = byContainer.get(holder.id().value()) instanceof Verdict.Recreate;
                if (!self && moves && holder.isAlive()) {
                    NavigableSet<String> held = heldBy(holder);
                    held.retainAll(wanted);
                    if (!held.isEmpty()) {
                        handOvers.add(new HandOver(held.first(), holder, verdict.replica()));
                    }
                }
            }
        }
        return handOvers;
    }

    private static boolean starts(Verdict verdict) {
        return verdict instanceof Verdict.Create
                || verdict instanceof Verdict.Recreate
                || verdict instanceof Verdict.Start;
    }

    private NavigableSet<String> wantedBy(Replica replica) {
        NavigableSet<String> wanted = new TreeSet<>();
        Optional.ofNullable(stack.services().get(replica.service())).ifPresent(service -> {
            service.connectivity()
                    .ports()
                    .forEach(port -> port.published()
                            .filter(range -> range.first() == range.last())
                            .ifPresent(range -> wanted.add("port " + range.first() + "/" + port.protocol())));
            service.connectivity()
                    .attachments()
                    .forEach(a -> fixedAddress(a.network(), a.ipv4Address()).ifPresent(wanted::add));
        });
        return wanted;
    }

    private Optional<String> fixedAddress(String key, Optional<String> address) {
        return Optional.ofNullable(stack.networks().get(key))
                .map(Network::name)
                .flatMap(name -> address.map(a -> "address " + a + " of " + name));
    }

    private static NavigableSet<String> heldBy(OfContainer container) {
        NavigableSet<String> held = new TreeSet<>();
        container.publishes().forEach(p -> held.add("port " + p.hostPort() + "/" + p.protocol()));
        container.addresses().forEach((network, address) -> held.add("address " + address + " of " + network));
        return held;
    }
}
