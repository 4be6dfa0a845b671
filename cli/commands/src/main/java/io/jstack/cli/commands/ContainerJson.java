package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.StatusText;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.Observed;
import java.time.Instant;
import java.util.stream.Collectors;

/** A container as {@code docker compose ps --format json} shows it, and {@code Pid}, {@code Restarts}, {@code Reason} of our own. */
final class ContainerJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ContainerJson() {}

    static ObjectNode of(String project, ContainerStatus row, Instant now) {
        Observed.OfContainer container = row.container();
        ObjectNode json = JSON.createObjectNode();
        json.put("Command", container.command());
        json.put("CreatedAt", container.created().toString());
        json.put(
                "ExitCode", container.exit().map(exit -> exit.code().orElse(-1)).orElse(0));
        json.put("Health", row.health() == Health.NONE ? "" : row.health().toString());
        json.put("ID", container.id().shortId());
        json.put("Image", container.image());
        json.put("Name", container.name());
        json.put("Names", container.name());
        json.put("Networks", String.join(",", container.addresses().keySet()));
        ObjectNode addresses = json.putObject("Addresses");
        container.addresses().forEach(addresses::put);
        json.put("Number", container.number());
        json.put("OneOff", container.oneOff());
        json.put("Pid", container.pid().orElse(0));
        json.put(
                "Ports",
                container.publishes().stream().map(Observed.Publish::toString).collect(Collectors.joining(", ")));
        json.put("Project", project);
        ArrayNode publishers = json.putArray("Publishers");
        for (Observed.Publish publish : container.publishes()) {
            publishers
                    .addObject()
                    .put("URL", publish.hostIp())
                    .put("TargetPort", publish.target())
                    .put("PublishedPort", publish.hostPort())
                    .put("Protocol", publish.protocol());
        }
        json.put("Reason", row.reason());
        json.put("Restarts", container.restarts());
        json.put("RunningFor", StatusText.created(row, now));
        json.put("Service", container.service());
        container.started().ifPresent(at -> json.put("StartedAt", at.toString()));
        container.finished().ifPresent(at -> json.put("FinishedAt", at.toString()));
        json.put("State", row.phase().toString());
        json.put("Status", StatusText.of(row, now));
        return json;
    }
}
