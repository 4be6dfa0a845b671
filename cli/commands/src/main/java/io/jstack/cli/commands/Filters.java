package io.jstack.cli.commands;

import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** {@code --filter KEY=VALUE}, several times: of one key any value will do, every key must hold; each label counts for itself. */
record Filters(Map<String, List<String>> wanted) {
    private static final String LABEL = "label";

    static Filters of(List<String> texts, Set<String> known) {
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            String key = equals < 0 ? text : text.substring(0, equals);
            if (equals < 0 || !known.contains(key)) {
                throw new JstackException(
                        CommandError.USAGE,
                        "--filter does not know " + text,
                        "--filter " + String.join("=…|", new TreeSet<>(known)) + "=…");
            }
            wanted.computeIfAbsent(key, name -> new ArrayList<>()).add(text.substring(equals + 1));
        }
        return new Filters(wanted);
    }

    /** Whether one of the values asked for satisfies {@code matches}, or none was asked for. */
    boolean allow(String key, Predicate<String> matches) {
        List<String> values = wanted.getOrDefault(key, List.of());
        return values.isEmpty() || values.stream().anyMatch(matches);
    }

    /** {@code label=NAME} and {@code label=NAME=VALUE}, all of them. */
    boolean allowLabels(Map<String, String> labels) {
        return wanted.getOrDefault(LABEL, List.of()).stream().allMatch(text -> {
            int equals = text.indexOf('=');
            return equals < 0
                    ? labels.containsKey(text)
                    : text.substring(equals + 1).equals(labels.get(text.substring(0, equals)));
        });
    }
}
