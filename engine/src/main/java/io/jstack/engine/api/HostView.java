package io.jstack.engine.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.ContainerAccess;
import io.jstack.engine.EngineError;
import io.jstack.engine.HostContainer;
import io.jstack.engine.Resource;
import io.jstack.engine.RunningEngine;
import io.jstack.orchestrator.Projects;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The containers of this host as the handlers see them: what the loop says of each, and its inspection. */
final class HostView {
    private final RunningEngine engine;

    HostView(RunningEngine engine) {
        this.engine = engine;
    }

    Projects projects() {
        return engine.projects();
    }

    ContainerAccess containers() {
        return engine.containers();
    }

    List<HostContainer> all() {
        return HostContainer.all(projects());
    }

    /** The container a request names; in the words of Docker, which clients look for, where there is none. */
    HostContainer container(Request request) {
        String id = request.parameter("id");
        String name = id.startsWith("/") ? id.substring(1) : id;
        try {
            return HostContainer.find(projects(), name);
        } catch (JstackException e) {
            throw e.code() == EngineError.NO_SUCH_CONTAINER ? Refusal.notFound("No such container: " + name) : e;
        }
    }

    /** Empty where it went meanwhile. */
    Optional<ObjectNode> inspection(HostContainer container) {
        return containers().describe(Resource.CONTAINER, container.id().value());
    }

    static Map<String, String> labels(ObjectNode inspection) {
        Map<String, String> labels = new TreeMap<>();
        inspection
                .path("Config")
                .path("Labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }
}
