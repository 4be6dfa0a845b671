package io.jstack.networking;

import com.fasterxml.jackson.databind.JsonNode;
import io.jstack.runtime.kernel.NftablesException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one place where we touch a chain of others. Docker sets the policy of its FORWARD chain to drop, and a drop anywhere is final, so
 * beside a running Docker our containers are cut off unless DOCKER-USER, which Docker keeps for such rules, accepts our bridges. What may
 * pass between them is still decided in our own table; what may pass to Docker's own bridges is left to Docker's rules, else its
 * containers' unpublished ports would be open to ours. iptables(8) shows the rules as {@code -i jb…+ -j ACCEPT}.
 */
final class DockerUser {
    private static final String TABLE = "ip filter";
    private static final String CHAIN = "DOCKER-USER";

    private final PacketFilter filter;
    private final String bridges;

    /** @param bridgePrefix what our bridges' names begin with */
    DockerUser(PacketFilter filter, String bridgePrefix) {
        this.filter = filter;
        this.bridges = bridgePrefix + "*";
    }

    /** True where Docker runs, with iptables' nftables back end, and our rules are not all there, in their order. */
    boolean isMissing() {
        return table().filter(table -> !ours(table).equals(wanted(table))).isPresent();
    }

    /** True where our rules stand. */
    boolean stands() {
        return table().filter(table -> ours(table).equals(wanted(table))).isPresent();
    }

    /** Places our rules before all others, in one step. */
    void ensure() {
        table().filter(table -> !ours(table).equals(wanted(table))).ifPresent(table -> {
            List<String> last = new ArrayList<>(wanted(table));
            Collections.reverse(last); // each is inserted before the others
            filter.change(deletes(table)
                    + last.stream()
                            .map(rule -> "insert rule %s %s %s\n".formatted(TABLE, CHAIN, rule))
                            .collect(Collectors.joining()));
        });
    }

    void remove() {
        table().ifPresent(table -> filter.change(deletes(table)));
    }

    private String deletes(List<JsonNode> table) {
        return chain(table)
                .filter(rule -> text(rule).contains('"' + bridges + '"'))
                .map(rule -> "delete rule %s %s handle %d\n"
                        .formatted(TABLE, CHAIN, rule.path("handle").asInt()))
                .collect(Collectors.joining());
    }

    private List<String> wanted(List<JsonNode> table) {
        List<String> rules = new ArrayList<>();
        dockers(table)
                .forEach(
                        bridge -> rules.add("iifname \"%s\" oifname \"%s\" counter return".formatted(bridges, bridge)));
        rules.add("iifname \"%s\" counter accept".formatted(bridges));
        rules.add("oifname \"%s\" counter accept".formatted(bridges));
        return rules;
    }

    private List<String> ours(List<JsonNode> table) {
        return chain(table)
                .map(DockerUser::text)
                .filter(rule -> rule.contains('"' + bridges + '"'))
                .toList();
    }

    /** The links that Docker's own chains speak of: its bridges, whatever their names. */
    private static SortedSet<String> dockers(List<JsonNode> table) {
        SortedSet<String> bridges = new TreeSet<>();
        for (JsonNode rule : table) {
            String chain = rule.path("chain").asText();
            if (chain.startsWith("DOCKER") && !chain.equals(CHAIN)) {
                for (JsonNode expression : rule.path("expr")) {
                    if (expression.at("/match/left/meta/key").asText().endsWith("ifname")) {
                        bridges.add(expression.at("/match/right").asText());
                    }
                }
            }
        }
        bridges.remove(""); // a set of them, or none at all
        return bridges;
    }

    private static Stream<JsonNode> chain(List<JsonNode> table) {
        return table.stream().filter(rule -> rule.path("chain").asText().equals(CHAIN));
    }

    /** The rules of Docker's table; empty where there is no such chain in it. */
    private Optional<List<JsonNode>> table() {
        try {
            List<JsonNode> objects = FilterState.objects(filter.list("list table " + TABLE));
            boolean docker = objects.stream()
                    .anyMatch(object -> object.at("/chain/name").asText().equals(CHAIN));
            return docker
                    ? Optional.of(objects.stream()
                            .filter(object -> object.has("rule"))
                            .map(object -> object.get("rule"))
                            .toList())
                    : Optional.empty();
        } catch (NftablesException noSuchTable) {
            return Optional.empty();
        }
    }

    /** A rule in the words of {@link #wanted}, as far as it uses them. */
    private static String text(JsonNode rule) {
        List<String> words = new ArrayList<>();
        for (JsonNode expression : rule.path("expr")) {
            if (expression.has("match")) {
                words.add("%s \"%s\""
                        .formatted(
                                expression.at("/match/left/meta/key").asText(),
                                expression.at("/match/right").asText()));
            } else {
                expression.fieldNames().forEachRemaining(words::add);
            }
        }
        return String.join(" ", words);
    }
}
