package io.jstack.images.registry;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The headers of one request, which may be looked at only so often: the library follows redirects for as long as there are any, and reads
 * the headers for each.
 */
final class RedirectLimit extends AbstractMap<String, String> {
    private static final int LIMIT = 20; // curl's is 50, browsers' is 20

    private final Map<String, String> headers;
    private final AtomicInteger left = new AtomicInteger(LIMIT);

    RedirectLimit(Map<String, String> headers) {
        this.headers = headers;
    }

    /** Redirects without end. */
    static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1;

        Exceeded() {
            super("it redirects more than " + LIMIT + " times");
        }
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        if (left.getAndDecrement() == 0) {
            throw new Exceeded();
        }
        return headers.entrySet();
    }
}
