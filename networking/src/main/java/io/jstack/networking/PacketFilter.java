package io.jstack.networking;

import io.jstack.networking.FilterRules.Forwarding;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Nftables;
import io.jstack.runtime.kernel.NftablesException;
import io.jstack.runtime.kernel.SetElements;
import io.jstack.runtime.kernel.SetKey;
import io.jstack.values.JstackException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** This instance's tables in nftables: rules are loaded once, then only elements come and go. */
final class PacketFilter implements AutoCloseable {
    static final String FORWARDING_WAS_OFF = "forwarding_was_off";

    private final Nftables nftables;
    private final FilterRules rules;
    /** Those of the bridge table. */
    private final SetElements members;

    /** By table, what was last read: it is read every few seconds, has a line for each container, and mostly says the same. */
    private final Map<String, Listing> listings = new ConcurrentHashMap<>();

    private record Listing(String text, FilterState state) {}

    /** Outlives the mark in the table, which someone may flush. */
    private volatile boolean forwardingWasOff;

    PacketFilter(Nftables nftables, String instance) {
        this.nftables = nftables;
        this.rules = new FilterRules(instance);
        this.members = SetElements.open(SetElements.NFPROTO_BRIDGE, instance);
    }

    /** The ip table as it stands; empty when there is none. */
    Optional<FilterState> ipState() {
        return state(rules.ip());
    }

    /** The bridge table as it stands; empty when there is none. */
    Optional<FilterState> bridgeState() {
        return state(rules.bridge());
    }

    private Optional<FilterState> state(String table) {
        try {
            String text = nftables.list("list table " + table);
            return Optional.of(listings.compute(
                            table,
                            (name, known) -> known != null && known.text().equals(text)
                                    ? known
                                    : new Listing(text, FilterState.parse(text)))
                    .state());
        } catch (NftablesException absent) {
            return Optional.empty();
        }
    }

    FilterRules rules() {
        return rules;
    }

    /** Loads all rules in one transaction and turns forwarding on, guarded first. Rules that are as they should be are left alone. */
    void ensureRules() {
        StringBuilder missing = new StringBuilder();
        Forwarding forwarding = forwarding();
        if (ipState().filter(now -> matches(now, rules.ipChains(forwarding))).isEmpty()) {
            missing.append(rules.loadIp(forwarding));
        }
        if (forwardingWasOff) {
            missing.append("add chain %s %s\n".formatted(rules.ip(), FORWARDING_WAS_OFF));
        }
        if (bridgeState().filter(now -> matches(now, rules.bridgeChains())).isEmpty()) {
            missing.append(rules.loadBridge());
        }
        change(missing.toString());
        Sysctls.write(Sysctls.IP_FORWARD, "1");
    }

    /** Whether this host should forward for others than us: not when it did not before us, and nobody else says what may pass. */
    Forwarding forwarding() {
        List<ForeignChain> chains = chains();
        boolean marked = chains.stream().anyMatch(chain -> chain.name().equals(FORWARDING_WAS_OFF));
        forwardingWasOff |= marked || !Sysctls.is(Sysctls.IP_FORWARD, "1");
        return forwardingWasOff && foreignAtForward(chains).isEmpty() ? Forwarding.OURS_ONLY : Forwarding.OPEN;
    }

    /** True when every chain has exactly its rules. */
    static boolean matches(FilterState state, List<FilterRules.Chain> chains) {
        return chains.stream()
                .allMatch(chain -> chain.digests().equals(state.rules().get(chain.name())));
    }

    /** Base chains of other programs at the forward hook: whoever has one decides what this host forwards. */
    List<ForeignChain> foreignForwardChains() {
        return foreignAtForward(chains());
    }

    private static List<ForeignChain> foreignAtForward(List<ForeignChain> chains) {
        return chains.stream()
                .filter(ForeignChain::isAtForward)
                .filter(chain -> !chain.name().equals(FilterRules.BETWEEN))
                .toList();
    }

    /** True when another instance has networks on this host. */
    private boolean hasOtherInstances() {
        return chains().stream()
                .anyMatch(chain -> chain.name().equals(FilterRules.BETWEEN)
                        && !chain.table().equals(rules.ip()));
    }

    private List<ForeignChain> chains() {
        return ForeignChain.all(nftables.list("list chains"));
    }

    void addNetworks(Collection<NetworkState> networks) {
        change(networks.stream().map(network -> elements("add", network)).collect(Collectors.joining()));
    }

    /** What a removal has left of this instance. */
    enum Left {
        SOME,
        NOTHING
    }

    /** Takes networks out; after the last of the instance, everything. */
    Left removeNetworks(Collection<NetworkState> networks) {
        if (ipState().isEmpty()) {
            return Left.NOTHING;
        }
        // an element that is not there cannot be deleted, so each is added first
        change(networks.stream()
                .map(network -> elements("add", network) + elements("delete", network))
                .collect(Collectors.joining()));
        boolean last = ipState().filter(now -> now.set("bridges").isEmpty()).isPresent();
        if (last) {
            removeAll();
        }
        return last ? Left.NOTHING : Left.SOME;
    }

    private void removeAll() {
        if (forwarding() == Forwarding.OURS_ONLY && !hasOtherInstances()) {
            Sysctls.write(Sysctls.IP_FORWARD, "0"); // before the guard goes
        }
        Stream.of(rules.ip(), rules.bridge())
                .forEach(table -> change("add table %s\ndelete table %s\n".formatted(table, table)));
        forwardingWasOff = false;
    }

    private String elements(String verb, NetworkState network) {
        return expectedElements(network).entrySet().stream()
                .map(element -> "%s element %s %s { %s }\n"
                        .formatted(verb, rules.ip(), element.getKey(), quoted(element.getKey(), element.getValue())))
                .collect(Collectors.joining());
    }

    /** What a network has in each set, as a listing shows it. */
    static Map<String, String> expectedElements(NetworkState network) {
        Map<String, String> elements = new TreeMap<>();
        elements.put("nets", network.subnet().toString());
        elements.put("bridges", network.bridge());
        elements.put("same", network.bridge() + " . " + network.bridge());
        if (network.spec().reach() == Reach.INTERNAL) {
            elements.put("internal", network.bridge());
        }
        return elements;
    }

    /** A listed element as a command wants it: link names stand in quotes. */
    static String quoted(String set, String element) {
        return switch (set) {
            case "nets" -> element;
            case "own" -> "\"" + element.replaceFirst(" \\. ", "\" . ");
            default -> "\"" + element.replace(" . ", "\" . \"") + "\"";
        };
    }

    /** Lets frames from an endpoint pass, with its own addresses only. */
    void addEndpoints(Collection<Endpoint> endpoints) {
        try {
            members.add(elements(endpoints));
        } catch (KernelException e) {
            change(words("add", endpoints)); // nft says why
        }
    }

    /** Where the table is gone there is nothing to take out; asking first would list all that is in it, for each that leaves. */
    void removeEndpoints(Collection<Endpoint> endpoints) {
        try {
            members.remove(elements(endpoints));
        } catch (KernelException e) {
            if (bridgeState().isPresent()) {
                change(words("add", endpoints) + words("delete", endpoints));
            }
        }
    }

    private static Stream<Endpoint> guarded(Collection<Endpoint> endpoints) {
        return endpoints.stream()
                .filter(endpoint -> !endpoint.spec().traits().contains(EndpointSpec.Trait.FREE_SOURCE));
    }

    private static List<SetElements.Element> elements(Collection<Endpoint> endpoints) {
        return guarded(endpoints)
                .flatMap(endpoint -> {
                    SetKey link = SetKey.ofLink(endpoint.hostLink());
                    SetKey own = link.and(endpoint.spec().effectiveMac().bytes())
                            .and(endpoint.spec().address().bytes());
                    return Stream.of(new SetElements.Element("own", own), new SetElements.Element("ports", link));
                })
                .toList();
    }

    private String words(String verb, Collection<Endpoint> endpoints) {
        return guarded(endpoints)
                .map(endpoint -> "%s element %s own { %s }\n"
                                .formatted(verb, rules.bridge(), quoted("own", ownElement(endpoint)))
                        + "%s element %s ports { \"%s\" }\n".formatted(verb, rules.bridge(), endpoint.hostLink()))
                .collect(Collectors.joining());
    }

    /** {@code link . mac . address}, as a listing shows it. */
    static String ownElement(Endpoint endpoint) {
        return "%s . %s . %s"
                .formatted(
                        endpoint.hostLink(),
                        endpoint.spec().effectiveMac(),
                        endpoint.spec().address());
    }

    /** Leads ports to containers; those that lead elsewhere are switched in the same transaction. */
    void publish(Collection<PortRule> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        String fresh = wanted.stream().map(rule -> rule.add(rules.ip())).collect(Collectors.joining());
        try {
            nftables.run(fresh);
        } catch (NftablesException someLeadElsewhere) {
            change(switched(wanted));
        }
    }

    private String switched(Collection<PortRule> wanted) {
        FilterState now = ipState().orElseThrow(() -> new IllegalStateException("no table " + rules.ip()));
        return wanted.stream()
                .filter(rule -> !rule.value().equals(now.map(rule.map()).get(rule.key())))
                .map(rule -> (now.map(rule.map()).containsKey(rule.key()) ? rule.delete(rules.ip()) : "")
                        + rule.add(rules.ip()))
                .collect(Collectors.joining());
    }

    void unpublish(Collection<PortRule> unwanted) {
        Optional<FilterState> now = unwanted.isEmpty() ? Optional.empty() : ipState();
        now.ifPresent(state -> {
            Map<String, String> deletes = new TreeMap<>();
            unwanted.stream()
                    .filter(rule -> state.map(rule.map()).containsKey(rule.key()))
                    .forEach(rule -> deletes.put(rule.map() + " " + rule.key(), rule.delete(rules.ip())));
            if (!deletes.isEmpty()) {
                change(String.join("", deletes.values()));
            }
        });
    }

    /** Runs commands, and says who refused. */
    void change(String commands) {
        if (commands.isEmpty()) {
            return;
        }
        try {
            nftables.run(commands);
        } catch (NftablesException e) {
            throw new JstackException(
                    NetworkError.KERNEL_REFUSED,
                    "nftables refuses: " + e.getMessage(),
                    "see that the kernel has nf_tables, nft_nat and nft_fib_ipv4",
                    e);
        }
    }

    String list(String command) {
        return nftables.list(command);
    }

    @Override
    public void close() {
        members.close();
        nftables.close();
    }
}
