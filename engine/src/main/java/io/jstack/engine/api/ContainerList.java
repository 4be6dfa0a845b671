package io.jstack.engine.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.Filters;
import io.jstack.engine.HostContainer;
import io.jstack.engine.StatusText;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.Observed;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code docker ps}, the newest first. */
final class ContainerList {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> FILTERS =
            Set.of("ancestor", "exited", "health", "id", "label", "name", "network", "status", "volume");

    private final HostView host;

    ContainerList(HostView host) {
        this.host = host;
    }

    void list(Request request, Answer answer) throws IOException {
        Filters wanted = request.query().filters(FILTERS);
        int limit = request.query().integer("limit").orElse(0);
        boolean all = request.query().flag("all")
                || limit > 0
                || wanted.wanted().containsKey("status")
                || wanted.wanted().containsKey("exited");
        Instant now = Instant.now();
        ArrayNode list = JSON.arrayNode();
        host.all().stream()
                .filter(one -> all || one.isUp())
                .sorted(Comparator.comparing(
                                (HostContainer one) -> one.status().container().created())
                        .reversed())
                .flatMap(one -> row(one, wanted, now).stream())
                .limit(limit > 0 ? limit : Long.MAX_VALUE)
                .forEach(list::add);
        answer.json(list);
    }

    private Optional<ObjectNode> row(HostContainer one, Filters wanted, Instant now) {
        return host.inspection(one)
                .filter(inspection -> isWanted(one, inspection, wanted))
                .map(inspection -> row(one, inspection, now));
    }

    /** As the engine filters, and where Docker's clients mean more by a word: a name is anchored, a network may be an id. */
    static boolean isWanted(HostContainer one, ObjectNode inspection, Filters wanted) {
        Map<String, List<String>> others = new HashMap<>(wanted.wanted());
        others.keySet().removeAll(Set.of("name", "network", "volume", "status"));
        return one.isWanted(new Filters(others), () -> HostView.labels(inspection))
                && wanted.allow("name", pattern -> isNamed(one.name(), pattern))
                && wanted.allow("status", state(one.status().phase())::equals)
                && wanted.allow("network", network -> isOn(inspection, network))
                && wanted.allow("volume", volume -> mounts(inspection, volume));
    }

    /** A part of the name; Docker takes any regular expression, of which clients use the anchors, {@code ^/web$}. */
    static boolean isNamed(String name, String pattern) {
        boolean begins = pattern.startsWith("^");
        boolean ends = pattern.endsWith("$");
        String bare = pattern.substring(begins ? 1 : 0, pattern.length() - (ends ? 1 : 0));
        String text = bare.startsWith("/") ? bare.substring(1) : bare;
        if (begins && ends) {
            return name.equals(text);
        }
        return begins ? name.startsWith(text) : ends ? name.endsWith(text) : name.contains(text);
    }

    private static boolean isOn(ObjectNode inspection, String network) {
        return inspection.path("NetworkSettings").path("Networks").properties().stream()
                .anyMatch(on -> on.getKey().equals(network)
                        || on.getValue().path("NetworkID").asText().equals(network));
    }

    private static boolean mounts(ObjectNode inspection, String volume) {
        for (JsonNode mount : inspection.path("Mounts")) {
            if (mount.path("Name").asText().equals(volume)
                    || mount.path("Destination").asText().equals(volume)) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode row(HostContainer one, ObjectNode inspection, Instant now) {
        Observed.OfContainer container = one.status().container();
        ObjectNode row = JSON.objectNode();
        row.put("Id", one.id().value());
        row.putArray("Names").add("/" + one.name());
        row.put("Image", container.image())
                .put("ImageID", container.imageId())
                .put("Command", container.command())
                .put("Created", container.created().getEpochSecond());
        row.set("Ports", ports(inspection));
        row.set("Labels", inspection.path("Config").path("Labels"));
        row.put("State", state(one.status().phase()));
        row.put("Status", StatusText.of(one.status(), now));
        row.putObject("HostConfig")
                .put(
                        "NetworkMode",
                        inspection.path("HostConfig").path("NetworkMode").asText());
        row.putObject("NetworkSettings")
                .set("Networks", inspection.path("NetworkSettings").path("Networks"));
        row.set("Mounts", inspection.path("Mounts"));
        return row;
    }

    /** One for each address it is published on; an exposed port that is not published has no public one. */
    private static ArrayNode ports(ObjectNode inspection) {
        ArrayNode ports = JSON.arrayNode();
        inspection.path("NetworkSettings").path("Ports").properties().forEach(port -> {
            String[] target = port.getKey().split("/", 2);
            if (port.getValue().isEmpty()) {
                ports.addObject()
                        .put("PrivatePort", Integer.parseInt(target[0]))
                        .put("Type", target[1]);
            }
            port.getValue()
                    .forEach(binding -> ports.addObject()
                            .put("IP", binding.path("HostIp").asText())
                            .put("PrivatePort", Integer.parseInt(target[0]))
                            .put("PublicPort", binding.path("HostPort").asInt())
                            .put("Type", target[1]));
        });
        return ports;
    }

    /** In Docker's words, which has none for a crash loop. */
    static String state(ContainerStatus.Phase phase) {
        return phase == ContainerStatus.Phase.CRASH_LOOP
                ? ContainerStatus.Phase.RESTARTING.toString()
                : phase.toString();
    }
}
