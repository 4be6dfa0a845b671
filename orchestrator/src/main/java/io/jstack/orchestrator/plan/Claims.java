package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.Observed.OfContainer;
import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.Stack;
import java.util.ArrayList;
import java.util.HashMap;
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

    Claims(Stack stack) {
        this.stack = stack;
    }

    /** @param claim for people: {@code port 80/tcp} */
    record HandOver(String claim, OfContainer holder, Replica to) {}

    /** Hand-overs among containers this plan touches; a holder it leaves alone keeps what it has. */
    List<HandOver> between(List<Verdict> verdicts) {
        Map<String, List<OfContainer>> holders = new HashMap<>();
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Verdict.Recreate recreate && recreate.old().isAlive()) {
                heldBy(recreate.old())
                        .forEach(claim -> holders.computeIfAbsent(claim, c -> new ArrayList<>())
                                .add(recreate.old()));
            }
        }
        List<HandOver> handOvers = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            if (!holders.isEmpty() && starts(verdict)) {
                for (String claim : wantedBy(verdict.replica())) {
                    holders.getOrDefault(claim, List.of()).stream()
                            .filter(holder -> verdict.container()
                                    .filter(c -> c.id().equals(holder.id()))
                                    .isEmpty())
                            .forEach(holder -> handOvers.add(new HandOver(claim, holder, verdict.replica())));
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
