package io.jstack.cli.commands;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code NAME=VALUE} on a command line: labels, options. */
final class Pairs {
    private Pairs() {}

    /** One without value has the empty one. */
    static Map<String, String> of(List<String> entries) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            pairs.put(equals < 0 ? entry : entry.substring(0, equals), equals < 0 ? "" : entry.substring(equals + 1));
        }
        return pairs;
    }

    /** By name, as Docker's tables show labels: {@code a=1,b=2}. */
    static String text(Map<String, String> pairs) {
        return new TreeMap<>(pairs)
                .entrySet().stream()
                        .map(pair -> pair.getKey() + "=" + pair.getValue())
                        .collect(Collectors.joining(","));
    }
}
