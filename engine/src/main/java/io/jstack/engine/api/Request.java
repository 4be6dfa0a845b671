package io.jstack.engine.api;

import java.util.Map;
import java.util.Optional;

/**
 * One request.
 *
 * @param version the minor number of the version it is asked in: 44 of {@code v1.44}
 * @param path without the version
 * @param parameters what stands in the path where the route has a name in braces
 */
record Request(String method, int version, String path, Map<String, String> parameters, Query query) {
    /** A part of the path that the route names. */
    String parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).orElseThrow();
    }
}
