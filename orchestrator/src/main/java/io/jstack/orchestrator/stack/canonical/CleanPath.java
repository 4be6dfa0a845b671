package io.jstack.orchestrator.stack.canonical;

import java.util.ArrayDeque;
import java.util.Deque;

/** A slash-separated path without {@code .}, {@code ..} and doubled slashes, as Go's path.Clean writes it. */
public final class CleanPath {
    private CleanPath() {}

    public static String of(String path) {
        boolean rooted = path.startsWith("/");
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (!part.equals("..")
                    || (!rooted && (parts.isEmpty() || parts.getLast().equals("..")))) {
                parts.addLast(part);
            } else {
                parts.pollLast();
            }
        }
        String joined = String.join("/", parts);
        return rooted ? "/" + joined : joined.isEmpty() ? "." : joined;
    }

    /** {@code path} below {@code base}, cleaned. */
    public static String join(String base, String path) {
        return of(base + "/" + path);
    }
}
