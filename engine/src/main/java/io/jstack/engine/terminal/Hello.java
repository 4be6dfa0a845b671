package io.jstack.engine.terminal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A client's first frame: who is there and what was asked.
 *
 * @param size empty when the client does not know it
 */
record Hello(
        String version,
        Path directory,
        int umask,
        Set<StandardStream> terminals,
        Optional<TerminalSize> size,
        List<String> arguments,
        Map<String, String> environment) {

    /** @throws IllegalArgumentException when the payload is no HELLO */
    static Hello parse(byte[] payload) {
        List<String> fields = fields(payload);
        if (fields.size() < 7) {
            throw new IllegalArgumentException("a hello of " + fields.size() + " fields");
        }
        int arguments = Integer.parseInt(fields.get(6));
        List<String> rest = fields.subList(7, fields.size());
        if (arguments < 0 || arguments > rest.size()) {
            throw new IllegalArgumentException(arguments + " arguments in " + rest.size() + " fields");
        }
        return new Hello(
                fields.get(0),
                Path.of(fields.get(1)),
                Integer.parseInt(fields.get(2), 8),
                terminals(fields.get(3)),
                size(Integer.parseInt(fields.get(4)), Integer.parseInt(fields.get(5))),
                List.copyOf(rest.subList(0, arguments)),
                environment(rest.subList(arguments, rest.size())));
    }

    /** What stands before each NUL. */
    static List<String> fields(byte[] payload) {
        List<String> fields = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < payload.length; i++) {
            if (payload[i] == 0) {
                fields.add(new String(payload, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        return fields;
    }

    private static Set<StandardStream> terminals(String names) {
        Set<StandardStream> terminals = EnumSet.noneOf(StandardStream.class);
        for (StandardStream stream : StandardStream.values()) {
            if (List.of(names.split(" ")).contains(stream.name())) {
                terminals.add(stream);
            }
        }
        return terminals;
    }

    private static Optional<TerminalSize> size(int columns, int rows) {
        return columns > 0 && rows > 0 ? Optional.of(new TerminalSize(columns, rows)) : Optional.empty();
    }

    /** As getenv(3) finds it: the first of a name. */
    static Map<String, String> environment(List<String> entries) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                environment.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return java.util.Collections.unmodifiableMap(environment);
    }
}
