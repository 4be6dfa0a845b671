package io.jstack.networking;

import com.fasterxml.jackson.databind.JsonNode;
import io.jstack.runtime.kernel.NftablesException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The one place where we touch a chain of others. Docker sets the policy of its FORWARD chain to drop, and a drop anywhere is final, so
 * beside a running Docker our containers are cut off unless DOCKER-USER, which Docker keeps for such rules, accepts our bridges. What may
 * pass between them is still decided in our own table. iptables(8) shows the rules as {@code -i jb…+ -j ACCEPT}.
 */
final class DockerUser {
    private static final String CHAIN = "ip filter DOCKER-USER";

    private final PacketFilter filter;
    private final String bridges;

    /** @param bridgePrefix what our bridges' names begin with */
    DockerUser(PacketFilter filter, String bridgePrefix) {
        this.filter = filter;
        this.bridges = bridgePrefix + "*";
    }

    /** True where Docker runs, with iptables' nftables back end, and does not accept our bridges. */
    boolean isMissing() {
        return rules().filter(rules -> missing(rules).size() > 0).isPresent();
    }

    /** True where our rules stand. */
    boolean stands() {
        return rules().filter(rules -> missing(rules).isEmpty()).isPresent();
    }

    void ensure() {
        rules().ifPresent(rules -> filter.change(missing(rules).stream()
                .map(direction -> "insert rule %s %s \"%s\" counter accept\n".formatted(CHAIN, direction, bridges))
                .collect(Collectors.joining())));
    }

    void remove() {
        rules().ifPresent(rules -> filter.change(rules.stream()
                .filter(rule -> direction(rule).isPresent())
                .map(rule -> "delete rule %s handle %d\n"
                        .formatted(CHAIN, rule.path("handle").asInt()))
                .collect(Collectors.joining())));
    }

    private List<String> missing(List<JsonNode> rules) {
        List<String> missing = new ArrayList<>(List.of("iifname", "oifname"));
        rules.forEach(rule -> direction(rule).ifPresent(missing::remove));
        return missing;
    }

    /** The rules of the chain; empty where there is no such chain. */
    private Optional<List<JsonNode>> rules() {
        try {
            return Optional.of(FilterState.objects(filter.list("list chain " + CHAIN)).stream()
                    .filter(object -> object.has("rule"))
                    .map(object -> object.get("rule"))
                    .toList());
        } catch (NftablesException noDocker) {
            return Optional.empty();
        }
    }

    /** {@code iifname} or {@code oifname} of a rule that accepts our bridges. */
    private Optional<String> direction(JsonNode rule) {
        boolean accepts = false;
        Optional<String> direction = Optional.empty();
        for (JsonNode expression : rule.path("expr")) {
            accepts |= expression.has("accept");
            if (expression.at("/match/right").asText().equals(bridges)) {
                direction = Optional.of(expression.at("/match/left/meta/key").asText());
            }
        }
        return accepts ? direction : Optional.empty();
    }
}
