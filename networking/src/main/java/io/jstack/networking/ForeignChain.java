package io.jstack.networking;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A base chain of another program.
 *
 * @param table family and name, {@code ip filter}
 * @param name the chain's
 * @param policy what becomes of packets that no rule decides
 */
record ForeignChain(String table, String name, String policy) {
    /** All chains at the forward hook that IPv4 packets pass. */
    static List<ForeignChain> atForward(String json) {
        return FilterState.objects(json).stream()
                .map(object -> object.path("chain"))
                .filter(chain -> chain.path("hook").asText().equals("forward"))
                .filter(chain -> !chain.path("family").asText().equals("ip6"))
                .filter(chain -> !chain.path("family").asText().equals("bridge"))
                .map(ForeignChain::of)
                .toList();
    }

    private static ForeignChain of(JsonNode chain) {
        return new ForeignChain(
                chain.path("family").asText() + " " + chain.path("table").asText(),
                chain.path("name").asText(),
                chain.path("policy").asText());
    }
}
