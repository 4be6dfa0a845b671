package io.jstack.cli.commands;

import io.jstack.engine.Filters;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code --filter KEY=VALUE}, several times, as {@link Filters}. */
final class FilterFlags {
    private FilterFlags() {}

    static Filters parse(List<String> texts, Set<String> known) {
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
}
