package io.jstack.engine.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.Filters;
import io.jstack.engine.HostVolumes;
import io.jstack.engine.Resource;
import io.jstack.engine.RunningEngine;
import java.io.IOException;
import java.util.Set;

/** Volumes, to be looked at. */
final class VolumeCalls {
    private static final Set<String> FILTERS = Set.of("name", "label", "driver", "dangling");

    private final RunningEngine engine;

    VolumeCalls(RunningEngine engine) {
        this.engine = engine;
    }

    void list(Request request, Answer answer) throws IOException {
        Filters wanted = request.query().filters(FILTERS);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("Volumes");
        engine.volumes().list().stream()
                .filter(volume -> isWanted(volume, wanted))
                .flatMap(volume -> engine.containers().describe(Resource.VOLUME, volume.name()).stream())
                .forEach(list::add);
        json.putArray("Warnings");
        answer.json(json);
    }

    private static boolean isWanted(HostVolumes.Found volume, Filters wanted) {
        return wanted.allow("name", pattern -> ContainerList.isNamed(volume.name(), pattern))
                && wanted.allow("driver", volume.driver()::equals)
                && wanted.allow(
                        "dangling",
                        text -> (text.equals("1") || Boolean.parseBoolean(text))
                                == volume.users().isEmpty())
                && wanted.allowLabels(volume.labels());
    }

    void inspect(Request request, Answer answer) throws IOException {
        String name = request.parameter("name");
        answer.json(engine.containers()
                .describe(Resource.VOLUME, name)
                .orElseThrow(() -> Refusal.notFound("get " + name + ": no such volume")));
    }
}
