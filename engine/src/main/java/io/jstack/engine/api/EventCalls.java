package io.jstack.engine.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.EventFeed;
import io.jstack.engine.Filters;
import io.jstack.engine.HostContainer;
import io.jstack.orchestrator.Event;
import io.jstack.values.ContainerId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** {@code docker events}: what happens to containers, as far as Docker has a word for it. */
final class EventCalls {
    private static final Set<String> FILTERS =
            Set.of("container", "event", "image", "label", "type", "scope", "network", "volume");
    /** The rest of what jstack tells is its own. */
    private static final Set<String> DOCKERS = Set.of(
            "create",
            "start",
            "die",
            "oom",
            "stop",
            "kill",
            "destroy",
            "health_status",
            "pause",
            "unpause",
            "rename",
            "restart",
            "update");

    private final HostView host;

    EventCalls(HostView host) {
        this.host = host;
    }

    /** What is told of a container with each of its events, also of its last. */
    private record Known(String name, String image, Map<String, String> labels) {}

    void follow(Request request, Answer answer) throws IOException, InterruptedException {
        Query query = request.query();
        Filters wanted = query.filters(FILTERS);
        EventFeed feed = new EventFeed(Optional.empty(), query.moment("since"), query.moment("until"));
        Map<ContainerId, Known> known = new HashMap<>();
        host.all().forEach(container -> learn(known, container));
        try (OutputStream out = answer.stream("application/json")) {
            feed.follow(host.projects(), event -> tell(event, known, wanted, out));
        } catch (UncheckedIOException e) {
            throw e.getCause() == null ? new IOException(e) : e.getCause();
        }
    }

    private void learn(Map<ContainerId, Known> known, HostContainer container) {
        host.inspection(container)
                .ifPresent(inspection -> known.put(
                        container.id(),
                        new Known(
                                container.name(),
                                container.status().container().image(),
                                HostView.labels(inspection))));
    }

    private void tell(Event event, Map<ContainerId, Known> known, Filters wanted, OutputStream out) {
        Optional<ContainerId> id = event.container();
        if (id.isEmpty() || !DOCKERS.contains(event.action())) {
            return;
        }
        if (!known.containsKey(id.get()) || event.action().equals("rename")) {
            host.all().stream()
                    .filter(container -> container.id().equals(id.get()))
                    .forEach(container -> learn(known, container));
        }
        Known container = known.getOrDefault(id.get(), new Known(event.name(), "", Map.of()));
        if (event.action().equals("destroy")) {
            known.remove(id.get());
        }
        if (isWanted(event, id.get(), container, wanted)) {
            try {
                out.write((json(event, id.get(), container) + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean isWanted(Event event, ContainerId id, Known container, Filters wanted) {
        return wanted.allow("type", "container"::equals)
                && wanted.allow("scope", "local"::equals)
                && wanted.allow("network", name -> false)
                && wanted.allow("volume", name -> false)
                && wanted.allow("event", name -> name.equals(event.action()) || name.equals(action(event)))
                && wanted.allow("image", container.image()::equals)
                && wanted.allow(
                        "container",
                        name -> name.equals(container.name()) || id.value().startsWith(name))
                && wanted.allowLabels(container.labels());
    }

    /** {@code health_status: healthy}. */
    private static String action(Event event) {
        String health = event.attributes().get("health");
        return health == null ? event.action() : event.action() + ": " + health;
    }

    private static ObjectNode json(Event event, ContainerId id, Known container) {
        Map<String, String> attributes = new TreeMap<>(container.labels());
        attributes.putAll(event.attributes());
        attributes.put("name", container.name());
        attributes.put("image", container.image());
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("status", action(event)).put("id", id.value()).put("from", container.image());
        json.put("Type", "container").put("Action", action(event));
        ObjectNode actor = json.putObject("Actor").put("ID", id.value());
        attributes.forEach(actor.putObject("Attributes")::put);
        json.put("scope", "local");
        return json.put("time", event.at().getEpochSecond()).put("timeNano", nanos(event.at()));
    }

    private static long nanos(Instant at) {
        return at.getEpochSecond() * 1_000_000_000 + at.getNano();
    }
}
