package io.jstack.networking;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of an instance, in nft(8)'s words. They never change while networks, containers and ports come and go: those are elements of
 * sets and maps. Each rule bears a digest of itself as its comment, so a rule that is missing, foreign or of an older jstack shows.
 */
final class FilterRules {
    /** The chain that every instance has at the forward hook. */
    static final String BETWEEN = "between";

    private final String instance;

    FilterRules(String instance) {
        this.instance = instance;
    }

    /** {@code ip jstack}. */
    String ip() {
        return "ip " + instance;
    }

    /** {@code bridge jstack}. */
    String bridge() {
        return "bridge " + instance;
    }

    /** A chain, what it hooks, empty when it is only jumped to, and its rules. */
    record Chain(String name, String hook, List<String> rules) {
        /** Each rule's comment, in order. */
        List<String> digests() {
            return rules.stream().map(FilterRules::digest).toList();
        }
    }

    /** {@link PacketFilter#FORWARDING_WAS_OFF} stands in the table as long as it was we who made this host a router. */
    enum Forwarding {
        /** This host forwarded before us, or someone else says what may pass. */
        OPEN,
        /** Only what comes from or goes to bridges of ours, of any instance, is forwarded. */
        OURS_ONLY
    }

    private static final List<String> SETS = List.of(
            "map %s pub { type inet_proto . inet_service : ipv4_addr . inet_service; }",
            "map %s pub1 { type inet_proto . ipv4_addr . inet_service : ipv4_addr . inet_service; }",
            "set %s nets { type ipv4_addr; flags interval; }",
            "set %s bridges { type ifname; }",
            "set %s same { type ifname . ifname; }",
            "set %s internal { type ifname; }");

    /** The chains of the ip table. */
    List<Chain> ipChains(Forwarding forwarding) {
        List<String> between = new ArrayList<>(List.of(
                "iifname . oifname @same accept",
                "iifname @internal drop",
                "oifname @internal drop",
                "ct status dnat accept", // a published port is open to other stacks, too
                "iifname @bridges oifname @bridges drop"));
        if (forwarding == Forwarding.OURS_ONLY) {
            between.add("iifname != \"%s*\" oifname != \"%s*\" drop".formatted(LinkNames.BRIDGE, LinkNames.BRIDGE));
        }
        return List.of(
                new Chain(
                        "guard",
                        "type filter hook prerouting priority raw; policy accept;",
                        List.of(
                                // route_localnet is on for our bridges: CVE-2020-8558
                                "iifname @bridges ip daddr 127.0.0.0/8 drop",
                                "iifname @bridges ip saddr 127.0.0.0/8 drop",
                                // nobody outside reaches a port that is not published, or speaks as a container
                                "iifname != @bridges iifname != \"lo\" ip daddr @nets drop",
                                "iifname != @bridges iifname != \"lo\" ip saddr @nets drop")),
                new Chain(
                        "nat",
                        "",
                        List.of(
                                "dnat ip to meta l4proto . ip daddr . th dport map @pub1",
                                "dnat ip to meta l4proto . th dport map @pub")),
                new Chain(
                        "pre",
                        "type nat hook prerouting priority dstnat; policy accept;",
                        // a crafted route from the neighbour must not reach what is published on 127.0.0.1: moby#45610
                        List.of("ip daddr != 127.0.0.0/8 fib daddr type local jump nat")),
                new Chain(
                        "out",
                        "type nat hook output priority -100; policy accept;",
                        List.of("fib daddr type local jump nat")),
                new Chain(
                        "post",
                        "type nat hook postrouting priority srcnat; policy accept;",
                        List.of(
                                "ip saddr 127.0.0.0/8 oifname @bridges masquerade",
                                "ip saddr @nets oifname @bridges ct status dnat masquerade",
                                "ip saddr @nets oifname != @bridges masquerade")),
                new Chain(BETWEEN, "type filter hook forward priority filter; policy accept;", between));
    }

    /** The chains of the bridge table: a frame bears the addresses its port was given, or is dropped; IPv6 has none. */
    List<Chain> bridgeChains() {
        return List.of(new Chain(
                "spoof",
                "type filter hook prerouting priority -300; policy accept;",
                List.of(
                        "iifname != @ports accept",
                        "ether type ip iifname . ether saddr . ip saddr @own accept",
                        "ether type arp iifname . ether saddr . arp saddr ip @own"
                                + " iifname . arp saddr ether . arp saddr ip @own accept",
                        "drop")));
    }

    /** Makes the ip table true, in one transaction; elements stay. */
    String loadIp(Forwarding forwarding) {
        StringBuilder commands = new StringBuilder("add table %s\n".formatted(ip()));
        SETS.forEach(set -> commands.append("add ").append(set.formatted(ip())).append('\n'));
        append(commands, ip(), ipChains(forwarding));
        return commands.toString();
    }

    /** Makes the bridge table true, in one transaction; elements stay. */
    String loadBridge() {
        StringBuilder commands = new StringBuilder("add table %s\n".formatted(bridge()));
        commands.append("add set %s ports { type ifname; }\n".formatted(bridge()));
        commands.append("add set %s own { type ifname . ether_addr . ipv4_addr; }\n".formatted(bridge()));
        append(commands, bridge(), bridgeChains());
        return commands.toString();
    }

    private static void append(StringBuilder commands, String table, List<Chain> chains) {
        for (Chain chain : chains) {
            String hook = chain.hook().isEmpty() ? "" : " { " + chain.hook() + " }";
            commands.append("add chain %s %s%s\n".formatted(table, chain.name(), hook));
            commands.append("flush chain %s %s\n".formatted(table, chain.name()));
        }
        for (Chain chain : chains) {
            for (String rule : chain.rules()) {
                commands.append(
                        "add rule %s %s %s comment \"%s\"\n".formatted(table, chain.name(), rule, digest(rule)));
            }
        }
    }

    /** What the kernel should show of chains: each name with its rules' comments. */
    static Map<String, List<String>> digests(List<Chain> chains) {
        Map<String, List<String>> digests = new LinkedHashMap<>();
        chains.forEach(chain -> digests.put(chain.name(), chain.digests()));
        return digests;
    }

    private static String digest(String rule) {
        return "%08x".formatted(rule.hashCode());
    }
}
