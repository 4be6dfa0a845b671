package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.EventFeed;
import io.jstack.orchestrator.Event;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What happened from a moment on and what still happens, one after the other. */
final class EventStream {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Converters.Point.class,
            description = "Also what happened since then.")
    private Optional<Instant> since = Optional.empty();

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = Converters.Point.class,
            description = "End there; now, unless it lies ahead.")
    private Optional<Instant> until = Optional.empty();

    /** Hands on each event until {@code --until} has come, or for ever; of all projects where none is named. */
    void follow(Invocation run, Optional<String> project, Consumer<Event> reader) throws InterruptedException {
        new EventFeed(project, since, until).follow(run.projects(), reader);
    }

    /** {@code 2026-01-02T03:04:05.678Z container die shop-db-1 (cause; exitCode=137)}. */
    static String text(Event event) {
        String details = event.attributes().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
        String why = event.cause() + (event.cause().isEmpty() || details.isEmpty() ? "" : "; ") + details;
        return event.at() + " " + event.resource().name().toLowerCase(Locale.ROOT) + " " + event.action() + " "
                + event.name() + (why.isEmpty() ? "" : " (" + why + ")");
    }

    static ObjectNode json(Event event) {
        ObjectNode node = JSON.createObjectNode();
        node.put("time", event.at().toString());
        node.put("type", event.resource().name().toLowerCase(Locale.ROOT));
        node.put("action", event.action());
        node.put("id", event.container().map(id -> id.value()).orElse(event.name()));
        node.put("project", event.project());
        event.service().ifPresent(service -> node.put("service", service));
        node.put("name", event.name());
        node.put("cause", event.cause());
        ObjectNode attributes = node.putObject("attributes");
        event.attributes().forEach(attributes::put);
        return node;
    }
}
