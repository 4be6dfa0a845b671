package io.jstack.networking;

import io.jstack.networking.NetworkDrift.Kind;
import io.jstack.runtime.kernel.Rtnetlink;
import io.jstack.runtime.kernel.RtnetlinkAddress;
import io.jstack.runtime.kernel.RtnetlinkLink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One look at the kernel: what is not as {@code wanted} says. A fixed number of questions, however many containers there are. */
final class DriftCheck {
    private static final String FILTER = "packet filter";

    private final NetworkPicture wanted;
    private final PacketFilter filter;
    private final Map<String, RtnetlinkLink> links;
    private final Map<Integer, Set<Ipv4>> addresses;
    private final List<NetworkDrift> drifts = new ArrayList<>();

    DriftCheck(NetworkPicture wanted, PacketFilter filter, Rtnetlink host) {
        this.wanted = wanted;
        this.filter = filter;
        this.links = host.links().stream()
                .collect(Collectors.toMap(RtnetlinkLink::name, Function.identity(), (one, other) -> one));
        this.addresses = host.addresses().stream()
                .collect(Collectors.groupingBy(
                        RtnetlinkAddress::linkIndex,
                        Collectors.mapping(address -> new Ipv4(address.address()), Collectors.toSet())));
    }

    List<NetworkDrift> look() {
        if (wanted.networks().isEmpty()) {
            return List.of();
        }
        rules();
        wanted.networks().forEach(this::network);
        wanted.attached().forEach(attached -> endpoint(attached.endpoint()));
        return List.copyOf(drifts);
    }

    private void add(Kind kind, String subject, String sentence) {
        drifts.add(new NetworkDrift(kind, subject, sentence));
    }

    private void rules() {
        FilterRules rules = filter.rules();
        Optional<FilterState> ip = filter.ipState();
        Optional<FilterState> bridge = filter.bridgeState();
        ip.ifPresentOrElse(
                this::elements,
                () -> add(Kind.TABLE_MISSING, FILTER, "nftables table %s is gone".formatted(rules.ip())));
        ip.filter(state -> !PacketFilter.matches(state, rules.ipChains(filter.forwarding())))
                .ifPresent(state ->
                        add(Kind.TABLE_CHANGED, FILTER, "rules of nftables table %s differ".formatted(rules.ip())));
        bridge.ifPresentOrElse(
                this::ownAddresses,
                () -> add(Kind.TABLE_MISSING, FILTER, "nftables table %s is gone".formatted(rules.bridge())));
        bridge.filter(state -> !PacketFilter.matches(state, rules.bridgeChains()))
                .ifPresent(state ->
                        add(Kind.TABLE_CHANGED, FILTER, "rules of nftables table %s differ".formatted(rules.bridge())));
        if (!Sysctls.is(Sysctls.IP_FORWARD, "1")) {
            add(Kind.FORWARDING_OFF, Sysctls.IP_FORWARD, "net.ipv4.ip_forward is off");
        }
    }

    private void elements(FilterState state) {
        for (NetworkState network : wanted.networks()) {
            boolean whole = PacketFilter.expectedElements(network).entrySet().stream()
                    .allMatch(expected -> state.set(expected.getKey()).contains(expected.getValue()));
            if (!whole) {
                add(
                        Kind.TABLE_CHANGED,
                        network.spec().name(),
                        "network %s is missing from nftables table %s"
                                .formatted(network.spec().name(), filter.rules().ip()));
            }
        }
        for (Publication publication : wanted.publications()) {
            PortRule.of(publication)
                    .filter(rule -> !rule.value().equals(state.map(rule.map()).get(rule.key())))
                    .ifPresent(rule -> add(
                            Kind.PORT_MISSING,
                            publication.reserved().port().toString(),
                            "published port %s of %s leads nowhere"
                                    .formatted(
                                            publication.reserved().port(),
                                            publication.reserved().port().owner())));
        }
    }

    private void ownAddresses(FilterState state) {
        Set<String> missing = new HashSet<>();
        for (NetworkPicture.Attached attached : wanted.attached()) {
            Endpoint endpoint = attached.endpoint();
            boolean guarded = !endpoint.spec().traits().contains(EndpointSpec.Trait.FREE_SOURCE);
            if (guarded
                    && !(state.set("own").contains(PacketFilter.ownElement(endpoint))
                            && state.set("ports").contains(endpoint.hostLink()))) {
                missing.add(endpoint.hostLink());
            }
        }
        if (!missing.isEmpty()) {
            add(
                    Kind.TABLE_CHANGED,
                    FILTER,
                    "%d endpoints are missing from nftables table %s"
                            .formatted(missing.size(), filter.rules().bridge()));
        }
    }

    private void network(NetworkState network) {
        String name = network.spec().name();
        Optional<RtnetlinkLink> bridge = Optional.ofNullable(links.get(network.bridge()));
        if (bridge.isEmpty()) {
            add(Kind.BRIDGE_MISSING, name, "bridge %s of network %s is gone".formatted(network.bridge(), name));
            return;
        }
        if (!bridge.get().up()) {
            add(Kind.BRIDGE_DOWN, name, "bridge %s of network %s is down".formatted(network.bridge(), name));
        }
        if (!addresses.getOrDefault(bridge.get().index(), Set.of()).contains(network.gateway())) {
            add(
                    Kind.BRIDGE_ADDRESS_MISSING,
                    name,
                    "bridge %s of network %s has lost its address %s"
                            .formatted(network.bridge(), name, network.gateway()));
        }
        if (!Sysctls.is(Sysctls.routeLocalnet(network.bridge()), "1")) {
            add(Kind.SYSCTL_CHANGED, name, "net.ipv4.conf.%s.route_localnet is off".formatted(network.bridge()));
        }
    }

    private void endpoint(Endpoint endpoint) {
        String container = endpoint.spec().container();
        String network = endpoint.spec().network().spec().name();
        Optional<RtnetlinkLink> link = Optional.ofNullable(links.get(endpoint.hostLink()));
        Optional<Integer> bridge = Optional.ofNullable(
                        links.get(endpoint.spec().network().bridge()))
                .map(RtnetlinkLink::index);
        if (link.isEmpty()) {
            add(
                    Kind.ENDPOINT_MISSING,
                    container,
                    "link %s to network %s is gone".formatted(endpoint.hostLink(), network));
        } else if (!link.get().up() || !link.get().carrier()) {
            add(Kind.ENDPOINT_DOWN, container, "link %s to network %s is down".formatted(endpoint.hostLink(), network));
        } else if (!link.get().master().equals(bridge)) {
            add(
                    Kind.ENDPOINT_DOWN,
                    container,
                    "link %s has left the bridge of network %s".formatted(endpoint.hostLink(), network));
        }
    }
}
