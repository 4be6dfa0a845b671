package io.jstack.engine.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Set;
import java.util.function.Function;

/** What clients look for in passing, and an engine without it says: plugins, and the things of a swarm. */
final class Absent {
    private static final Set<String> OF_A_SWARM = Set.of("swarm", "nodes", "services", "tasks", "secrets", "configs");

    private Absent() {}

    static void nothing(Request request, Answer answer) throws IOException {
        answer.json(JsonNodeFactory.instance.arrayNode());
    }

    /** What a request for something absent is refused with. */
    static Route.Handler refusing(Function<Request, Refusal> refusal) {
        return (request, answer) -> {
            throw refusal.apply(request);
        };
    }

    static Refusal plugin(Request request) {
        return Refusal.notFound("plugin \"" + request.parameter("name") + "\" not found");
    }

    static Refusal ofSwarm(Request request) {
        return OF_A_SWARM.contains(request.parameter("kind"))
                ? Refusal.unavailable("This node is not a swarm manager: jstack has one host")
                : Refusal.notSpoken(request.method() + " " + request.path());
    }
}
