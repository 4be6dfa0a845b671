package io.jstack.engine;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a list is narrowed to, {@code --filter KEY=VALUE}: of one key any value will do, every key must hold; each label counts for itself.
 */
public record Filters(Map<String, List<String>> wanted) {
    private static final String LABEL = "label";

    public Filters {
        wanted = Map.copyOf(wanted);
    }

    /** Whether one of the values asked for satisfies {@code matches}, or none was asked for. */
    public boolean allow(String key, Predicate<String> matches) {
        List<String> values = wanted.getOrDefault(key, List.of());
        return values.isEmpty() || values.stream().anyMatch(matches);
    }

    /** {@code label=NAME} and {@code label=NAME=VALUE}, all of them. */
    public boolean allowLabels(Map<String, String> labels) {
        return wanted.getOrDefault(LABEL, List.of()).stream().allMatch(text -> {
            int equals = text.indexOf('=');
            return equals < 0
                    ? labels.containsKey(text)
                    : text.substring(equals + 1).equals(labels.get(text.substring(0, equals)));
        });
    }
}
