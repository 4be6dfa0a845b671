package io.jstack.networking;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.NetlinkReply;
import io.jstack.runtime.kernel.Rtnetlink;
import io.jstack.runtime.kernel.RtnetlinkLink;
import io.jstack.runtime.kernel.RtnetlinkRequests;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an engine that was killed has left in the kernel and nobody wants any more: bridges of this instance, elements of its tables. */
final class Leftovers {
    private final NetworkPicture wanted;
    private final PacketFilter filter;
    private final Rtnetlink host;
    private final LinkNames names;

    Leftovers(NetworkPicture wanted, PacketFilter filter, Rtnetlink host, LinkNames names) {
        this.wanted = wanted;
        this.filter = filter;
        this.host = host;
        this.names = names;
    }

    /** Removes them, and says which bridges it were. */
    List<String> remove() {
        Set<String> bridges =
                wanted.networks().stream().map(NetworkState::bridge).collect(Collectors.toSet());
        List<RtnetlinkLink> strangers = host.links().stream()
                .filter(link -> link.name().startsWith(names.bridgePrefix()))
                .filter(link -> !bridges.contains(link.name()))
                .toList();
        host
                .send(strangers.stream()
                        .map(link -> RtnetlinkRequests.deleteGroup(link.group()))
                        .toList())
                .stream()
                .filter(reply -> !reply.failedWith(Errno.ENODEV))
                .forEach(NetlinkReply::orThrow);
        filter.change(strangePorts() + strangeElements());
        return strangers.stream().map(RtnetlinkLink::name).toList();
    }

    private String strangePorts() {
        Set<String> keys = wanted.publications().stream()
                .map(PortRule::of)
                .flatMap(Optional::stream)
                .map(rule -> rule.map() + " { " + rule.key())
                .collect(Collectors.toSet());
        StringBuilder commands = new StringBuilder();
        filter.ipState()
                .ifPresent(state -> state.maps()
                        .forEach((map, elements) -> elements.keySet().stream()
                                .map(key -> map + " { " + key)
                                .filter(key -> !keys.contains(key))
                                .forEach(key -> commands.append("delete element %s %s }\n"
                                        .formatted(filter.rules().ip(), key)))));
        return commands.toString();
    }

    private String strangeElements() {
        Map<String, Set<String>> networks = new HashMap<>();
        wanted.networks()
                .forEach(network -> PacketFilter.expectedElements(network)
                        .forEach((set, element) -> networks.computeIfAbsent(set, name -> new HashSet<>())
                                .add(element)));
        Map<String, Set<String>> endpoints = new HashMap<>();
        for (NetworkPicture.Attached attached : wanted.attached()) {
            Endpoint endpoint = attached.endpoint();
            endpoints.computeIfAbsent("ports", name -> new HashSet<>()).add(endpoint.hostLink());
            endpoints.computeIfAbsent("own", name -> new HashSet<>()).add(PacketFilter.ownElement(endpoint));
        }
        return filter.ipState()
                        .map(state -> strangers(filter.rules().ip(), state, networks))
                        .orElse("")
                + filter.bridgeState()
                        .map(state -> strangers(filter.rules().bridge(), state, endpoints))
                        .orElse("");
    }

    private static String strangers(String table, FilterState state, Map<String, Set<String>> expected) {
        StringBuilder commands = new StringBuilder();
        state.sets()
                .forEach((set, elements) -> elements.stream()
                        .filter(element -> !expected.getOrDefault(set, Set.of()).contains(element))
                        .forEach(element -> commands.append("delete element %s %s { %s }\n"
                                .formatted(table, set, PacketFilter.quoted(set, element)))));
        return commands.toString();
    }
}
