package io.jstack.engine.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;
import java.util.Optional;

/**
 * One request.
 *
 * @param version the minor number of the version it is asked in: 44 of {@code v1.44}
 * @param path without the version
 * @param parameters what stands in the path where the route has a name in braces
 * @param upgrade whether the client asked to leave HTTP
 */
record Request(
        String method,
        int version,
        String path,
        Map<String, String> parameters,
        Query query,
        String body,
        boolean upgrade) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A part of the path that the route names. */
    String parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).orElseThrow();
    }

    /** Missing where the body is empty. */
    JsonNode json() {
        try {
            return body.isBlank() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw Refusal.badRequest("invalid JSON: " + e.getOriginalMessage());
        }
    }
}
