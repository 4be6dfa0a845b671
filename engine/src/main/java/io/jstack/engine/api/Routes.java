package io.jstack.engine.api;

import static io.jstack.engine.api.Route.Kind.ACTS;
import static io.jstack.engine.api.Route.Kind.LOOKS;

import io.jstack.engine.RunningEngine;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of the Engine API is spoken; all else is answered by 501. */
record Routes(List<Route> table) {
    static Routes of(RunningEngine engine, String version) {
        SystemCalls system = new SystemCalls(engine, version);
        HostView host = new HostView(engine);
        ContainerList containers = new ContainerList(host);
        ContainerVerbs verbs = new ContainerVerbs(host);
        ImageCalls images = new ImageCalls(engine);
        NetworkCalls networks = new NetworkCalls(engine);
        VolumeCalls volumes = new VolumeCalls(engine);
        return new Routes(List.of(
                Route.of(LOOKS, "GET", "/_ping", system::ping),
                Route.of(LOOKS, "GET", "/version", system::version),
                Route.of(LOOKS, "GET", "/info", system::info),
                Route.of(LOOKS, "GET", "/system/df", system::diskUsage),
                Route.of(LOOKS, "GET", "/events", new EventCalls(host)::follow),
                Route.of(LOOKS, "GET", "/containers/json", containers::list),
                Route.of(LOOKS, "GET", "/containers/{id}/json", new ContainerDetails(host)::inspect),
                Route.of(LOOKS, "GET", "/containers/{id}/logs", new ContainerLogs(host)::follow),
                Route.of(LOOKS, "GET", "/containers/{id}/stats", new ContainerStats(host)::follow),
                Route.of(LOOKS, "GET", "/containers/{id}/top", new ContainerTop(host)::list),
                Route.of(LOOKS, "GET", "/containers/{id}/changes", new ContainerTop(host)::changes),
                Route.of(LOOKS, "POST", "/containers/{id}/wait", new ContainerWait(host)::await),
                Route.of(ACTS, "POST", "/containers/{id}/start", verbs::start),
                Route.of(ACTS, "POST", "/containers/{id}/stop", verbs::stop),
                Route.of(ACTS, "POST", "/containers/{id}/restart", verbs::restart),
                Route.of(ACTS, "POST", "/containers/{id}/kill", verbs::kill),
                Route.of(ACTS, "POST", "/containers/{id}/pause", verbs::pause),
                Route.of(ACTS, "POST", "/containers/{id}/unpause", verbs::unpause),
                Route.of(ACTS, "POST", "/containers/{id}/rename", verbs::rename),
                Route.of(ACTS, "DELETE", "/containers/{id}", verbs::remove),
                Route.of(LOOKS, "GET", "/images/json", images::list),
                Route.of(LOOKS, "GET", "/images/{name...}/json", images::inspect),
                Route.of(LOOKS, "GET", "/images/{name...}/history", images::history),
                Route.of(LOOKS, "GET", "/networks", networks::list),
                Route.of(LOOKS, "GET", "/networks/{id}", networks::inspect),
                Route.of(LOOKS, "GET", "/volumes", volumes::list),
                Route.of(LOOKS, "GET", "/volumes/{name}", volumes::inspect),
                Route.of(LOOKS, "GET", "/plugins", Absent::nothing),
                Route.of(LOOKS, "GET", "/plugins/{name...}/json", Absent.refusing(Absent::plugin)),
                Route.of(LOOKS, "GET", "/{kind}", Absent.refusing(Absent::ofSwarm)),
                Route.of(LOOKS, "GET", "/{kind}/{name}", Absent.refusing(Absent::ofSwarm))));
    }

    /** A route, and what the path has in the places it names. */
    record Found(Route route, Map<String, String> parameters) {}

    Optional<Found> find(String method, String path) {
        return table.stream()
                .flatMap(route -> route.match(method, path).stream().map(parameters -> new Found(route, parameters)))
                .findFirst();
    }
}
