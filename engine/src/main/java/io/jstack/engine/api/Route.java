package io.jstack.engine.api;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of the table.
 *
 * @param template {@code /containers/{id}/json}; a name in braces is one part of the path, one that ends with dots may hold slashes
 */
record Route(Kind kind, String method, String template, Pattern pattern, Handler handler) {
    private static final Pattern NAME = Pattern.compile("[{]([a-z]+)([.]{3})?[}]");

    /** What a request does. */
    enum Kind {
        /** Looks, and ends with its client; what the read-only socket allows. */
        LOOKS,
        /** Changes something, and is carried through whether or not its client waits for it. */
        ACTS
    }

    /** Answers a request; blocks until it is answered. */
    interface Handler {
        void handle(Request request, Answer answer) throws IOException, InterruptedException;
    }

    static Route of(Kind kind, String method, String template, Handler handler) {
        String regex = NAME.matcher(template)
                .replaceAll(name -> "(?<" + name.group(1) + ">" + (name.group(2) == null ? "[^/]+" : ".+") + ")");
        return new Route(kind, method, template, Pattern.compile(regex), handler);
    }

    /** The parts of the path; empty where it is another's. HEAD is asked of what answers GET. */
    Optional<Map<String, String>> match(String asked, String path) {
        Matcher matcher = pattern.matcher(path);
        boolean isMine = method.equals(asked) || (asked.equals("HEAD") && method.equals("GET"));
        if (!isMine || !matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        NAME.matcher(template).results().forEach(name -> parameters.put(name.group(1), matcher.group(name.group(1))));
        return Optional.of(parameters);
    }
}
