package io.jstack.networking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What nftables says of one table; libnftables-json(5).
 *
 * @param rules of each chain, the comments of its rules; a rule without one is an empty text
 * @param sets of each set, its elements as nft writes them, {@code "a" . "b"} as {@code a . b}
 * @param maps of each map, its elements and what they lead to, written likewise
 */
record FilterState(
        Map<String, List<String>> rules, Map<String, Set<String>> sets, Map<String, Map<String, String>> maps) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static FilterState parse(String json) {
        Map<String, List<String>> rules = new HashMap<>();
        Map<String, Set<String>> sets = new HashMap<>();
        Map<String, Map<String, String>> maps = new HashMap<>();
        for (JsonNode object : objects(json)) {
            if (object.has("chain")) {
                rules.computeIfAbsent(object.at("/chain/name").asText(), name -> new ArrayList<>());
            } else if (object.has("rule")) {
                JsonNode rule = object.get("rule");
                rules.computeIfAbsent(rule.path("chain").asText(), name -> new ArrayList<>())
                        .add(rule.path("comment").asText());
            } else if (object.has("set")) {
                JsonNode set = object.get("set");
                Set<String> elements = new HashSet<>();
                set.path("elem").forEach(element -> elements.add(text(element)));
                sets.put(set.path("name").asText(), elements);
            } else if (object.has("map")) {
                JsonNode map = object.get("map");
                Map<String, String> elements = new HashMap<>();
                UnaryOperator<String> naming = map.at("/type/0").asText().equals("inet_proto")
                        ? FilterState::protocolByName
                        : UnaryOperator.identity();
                map.path("elem").forEach(pair -> elements.put(naming.apply(text(pair.path(0))), text(pair.path(1))));
                maps.put(map.path("name").asText(), elements);
            }
        }
        return new FilterState(rules, sets, maps);
    }

    /** The objects of a listing. */
    static List<JsonNode> objects(String json) {
        try {
            List<JsonNode> objects = new ArrayList<>();
            JSON.readTree(json).path("nftables").forEach(objects::add);
            return objects;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("nftables answered with no JSON: " + json, e);
        }
    }

    private static String text(JsonNode element) {
        if (element.has("concat")) {
            List<String> parts = new ArrayList<>();
            element.get("concat").forEach(part -> parts.add(text(part)));
            return String.join(" . ", parts);
        }
        if (element.has("prefix")) {
            return element.at("/prefix/addr").asText() + "/"
                    + element.at("/prefix/len").asText();
        }
        if (element.has("elem")) {
            return text(element.at("/elem/val"));
        }
        return element.asText();
    }

    /** Where the host has no {@code /etc/protocols} (Debian's netbase), nft lists 6 for tcp, though it reads both. */
    private static String protocolByName(String key) {
        for (Protocol protocol : Protocol.values()) {
            String number = protocol.number() + " . ";
            if (key.startsWith(number)) {
                return protocol + " . " + key.substring(number.length());
            }
        }
        return key;
    }

    Set<String> set(String name) {
        return sets.getOrDefault(name, Set.of());
    }

    Map<String, String> map(String name) {
        return maps.getOrDefault(name, Map.of());
    }
}
