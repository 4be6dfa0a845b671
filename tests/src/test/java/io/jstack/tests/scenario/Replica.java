package io.jstack.tests.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** A line of {@code jstack ps -a --format json}. */
record Replica(
        String id,
        String name,
        String service,
        String state,
        String health,
        int exitCode,
        long pid,
        int restarts,
        String status) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Replica> parse(Command.Result ps) {
        if (ps.exitCode() != 0) {
            throw new AssertionError(ps.toString());
        }
        List<Replica> replicas = new ArrayList<>();
        for (String line : ps.output().lines().filter(text -> !text.isBlank()).toList()) {
            try {
                JsonNode node = JSON.readTree(line);
                replicas.add(new Replica(
                        node.path("ID").asText(),
                        node.path("Name").asText(),
                        node.path("Service").asText(),
                        node.path("State").asText(),
                        node.path("Health").asText(),
                        node.path("ExitCode").asInt(),
                        node.path("Pid").asLong(),
                        node.path("Restarts").asInt(),
                        node.path("Status").asText()));
            } catch (JsonProcessingException e) {
                throw new AssertionError("no JSON object: " + line, e);
            }
        }
        return replicas;
    }
}
