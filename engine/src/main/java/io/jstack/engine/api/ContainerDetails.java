package io.jstack.engine.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.HostContainer;
import io.jstack.orchestrator.ContainerStatus;
import java.io.IOException;
import java.util.List;

/** {@code docker inspect}: what the engine knows of a container, with what the loop knows of it. */
final class ContainerDetails {
    private final HostView host;

    ContainerDetails(HostView host) {
        this.host = host;
    }

    void inspect(Request request, Answer answer) throws IOException {
        HostContainer container = host.container(request);
        ObjectNode json = host.inspection(container)
                .orElseThrow(() -> Refusal.notFound("No such container: " + container.name()));
        addLoopsView((ObjectNode) json.path("State"), container.status());
        answer.json(json);
    }

    /** That it is about to be started again, and what its last probes said. */
    private static void addLoopsView(ObjectNode state, ContainerStatus status) {
        String word = ContainerList.state(status.phase());
        state.put("Status", word).put("Restarting", word.equals("restarting"));
        if (!state.has("Health")) {
            return;
        }
        List<ContainerStatus.ProbeRun> probes = status.probes();
        int streak = 0;
        while (streak < probes.size()
                && !probes.get(probes.size() - 1 - streak).result().isSuccess()) {
            streak++;
        }
        ObjectNode health = state.withObject("/Health");
        health.put("FailingStreak", streak);
        ArrayNode log = health.putArray("Log");
        probes.forEach(probe -> log.addObject()
                .put("Start", probe.at().toString())
                .put("End", probe.at().plus(probe.took()).toString())
                .put("ExitCode", probe.result().exitCode())
                .put("Output", probe.result().output()));
    }
}
