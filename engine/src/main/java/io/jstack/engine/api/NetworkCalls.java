package io.jstack.engine.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jstack.engine.Filters;
import io.jstack.engine.HostNetworks;
import io.jstack.engine.Resource;
import io.jstack.engine.RunningEngine;
import java.io.IOException;
import java.util.Set;

/** Networks, to be looked at. */
final class NetworkCalls {
    private static final Set<String> FILTERS = Set.of("name", "id", "label", "driver", "dangling", "scope", "type");

    private final RunningEngine engine;

    NetworkCalls(RunningEngine engine) {
        this.engine = engine;
    }

    void list(Request request, Answer answer) throws IOException {
        Filters wanted = request.query().filters(FILTERS);
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        engine.networks().list().stream()
                .filter(network -> isWanted(network, wanted))
                .flatMap(network -> engine.containers().describe(Resource.NETWORK, network.name()).stream())
                .forEach(list::add);
        answer.json(list);
    }

    private static boolean isWanted(HostNetworks.Found network, Filters wanted) {
        return wanted.allow("name", pattern -> ContainerList.isNamed(network.name(), pattern))
                && wanted.allow("id", network.id()::startsWith)
                && wanted.allow("driver", "bridge"::equals)
                && wanted.allow("scope", "local"::equals)
                && wanted.allow("type", "custom"::equals)
                && wanted.allow(
                        "dangling",
                        text -> Boolean.parseBoolean(text) == network.users().isEmpty())
                && wanted.allowLabels(network.labels());
    }

    void inspect(Request request, Answer answer) throws IOException {
        String name = request.parameter("id");
        answer.json(engine.containers()
                .describe(Resource.NETWORK, name)
                .orElseThrow(() -> Refusal.notFound("network " + name + " not found")));
    }
}
