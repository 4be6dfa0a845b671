package io.jstack.networking;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A chain, ours or another program's.
 *
 * @param table family and name, {@code ip filter}
 * @param name the chain's
 * @param hook where it stands, empty for one that is only jumped to
 * @param policy what becomes of packets that no rule decides
 */
record ForeignChain(String table, String name, String hook, String policy) {
    /** All chains that IPv4 packets may pass, of every program. */
    static List<ForeignChain> all(String json) {
        return FilterState.objects(json).stream()
                .filter(object -> object.has("chain"))
                .map(object -> object.get("chain"))
                .filter(chain -> !chain.path("family").asText().equals("ip6"))
                .filter(chain -> !chain.path("family").asText().equals("bridge"))
                .map(ForeignChain::of)
                .toList();
    }

    boolean isAtForward() {
        return hook.equals("forward");
    }

    private static ForeignChain of(JsonNode chain) {
        return new ForeignChain(
                chain.path("family").asText() + " " + chain.path("table").asText(),
                chain.path("name").asText(),
                chain.path("hook").asText(),
                chain.path("policy").asText());
    }
}
