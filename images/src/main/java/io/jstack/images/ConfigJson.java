package io.jstack.images;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.images.History.LayerEffect;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An {@link ImageConfig} as JSON: OCI image spec, config.md, and Docker's image spec 1.2 for Healthcheck, Shell and OnBuild. */
public final class ConfigJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ConfigJson() {}

    /**
     * Reads a config file.
     *
     * @throws JstackException {@link ImageError#INVALID_IMAGE} when {@code text} is no image config
     */
    public static ImageConfig read(byte[] text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (IOException e) {
            throw invalid("it is not JSON: " + firstLine(e));
        }
        if (!root.isObject() || !root.has("rootfs")) {
            throw invalid("it has no rootfs");
        }
        List<Digest> diffIds = new ArrayList<>();
        root.path("rootfs").path("diff_ids").forEach(id -> diffIds.add(Digest.parse(id.asText())));
        List<History> history = new ArrayList<>();
        root.path("history").forEach(step -> history.add(readHistory(step)));
        return new ImageConfig(
                new Platform(
                        root.path("os").asText("linux"),
                        root.path("architecture").asText("amd64"),
                        text(root, "variant")),
                instant(root, "created"),
                text(root, "author"),
                readContainer(root.path("config")),
                diffIds,
                history);
    }

    /** The config file's bytes: compact, the same for the same config. */
    public static byte[] write(ImageConfig config) {
        ObjectNode root = JSON.createObjectNode();
        root.put("architecture", config.platform().architecture());
        config.author().ifPresent(author -> root.put("author", author));
        root.set("config", container(config.container()));
        config.created().ifPresent(created -> root.put("created", created.toString()));
        ArrayNode history = root.putArray("history");
        config.history().forEach(step -> writeHistory(step, history.addObject()));
        root.put("os", config.platform().os());
        ObjectNode rootfs = root.putObject("rootfs").put("type", "layers");
        ArrayNode diffIds = rootfs.putArray("diff_ids");
        config.diffIds().forEach(id -> diffIds.add(id.toString()));
        config.platform().variant().ifPresent(variant -> root.put("variant", variant));
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings is always writable", e);
        }
    }

    private static History readHistory(JsonNode step) {
        return new History(
                instant(step, "created"),
                step.path("created_by").asText(""),
                text(step, "author"),
                text(step, "comment"),
                step.path("empty_layer").asBoolean() ? LayerEffect.EMPTY : LayerEffect.LAYER);
    }

    private static void writeHistory(History step, ObjectNode out) {
        step.created().ifPresent(created -> out.put("created", created.toString()));
        out.put("created_by", step.createdBy());
        step.author().ifPresent(author -> out.put("author", author));
        step.comment().ifPresent(comment -> out.put("comment", comment));
        if (step.layer() == LayerEffect.EMPTY) {
            out.put("empty_layer", true);
        }
    }

    private static ContainerDefaults readContainer(JsonNode config) {
        Map<String, String> labels = new LinkedHashMap<>();
        config.path("Labels")
                .properties()
                .forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
        return new ContainerDefaults(
                config.path("User").asText(""),
                texts(config.path("Env")),
                texts(config.path("Entrypoint")),
                texts(config.path("Cmd")),
                config.path("WorkingDir").asText(""),
                names(config.path("ExposedPorts")),
                names(config.path("Volumes")),
                labels,
                text(config, "StopSignal"),
                config.path("Healthcheck").isObject()
                        ? Optional.of(readHealthcheck(config.path("Healthcheck")))
                        : Optional.empty(),
                texts(config.path("Shell")),
                texts(config.path("OnBuild")));
    }

    /** The {@code config} object; what is not said is left out. */
    public static ObjectNode container(ContainerDefaults container) {
        ObjectNode out = JSON.createObjectNode();
        if (!container.user().isEmpty()) {
            out.put("User", container.user());
        }
        putNames(out, "ExposedPorts", container.exposedPorts());
        putTexts(out, "Env", container.env());
        putTexts(out, "Entrypoint", container.entrypoint());
        putTexts(out, "Cmd", container.cmd());
        container.healthcheck().ifPresent(check -> out.set("Healthcheck", writeHealthcheck(check)));
        putNames(out, "Volumes", container.volumes());
        if (!container.workingDir().isEmpty()) {
            out.put("WorkingDir", container.workingDir());
        }
        putTexts(out, "OnBuild", container.onBuild());
        if (!container.labels().isEmpty()) {
            ObjectNode labels = out.putObject("Labels");
            container.labels().forEach(labels::put);
        }
        container.stopSignal().ifPresent(signal -> out.put("StopSignal", signal));
        putTexts(out, "Shell", container.shell());
        return out;
    }

    private static Healthcheck readHealthcheck(JsonNode check) {
        return new Healthcheck(
                texts(check.path("Test")),
                nanos(check, "Interval"),
                nanos(check, "Timeout"),
                nanos(check, "StartPeriod"),
                nanos(check, "StartInterval"),
                check.path("Retries").asInt() > 0
                        ? Optional.of(check.path("Retries").asInt())
                        : Optional.empty());
    }

    private static ObjectNode writeHealthcheck(Healthcheck check) {
        ObjectNode out = JSON.createObjectNode();
        putTexts(out, "Test", check.test());
        check.interval().ifPresent(d -> out.put("Interval", d.toNanos()));
        check.timeout().ifPresent(d -> out.put("Timeout", d.toNanos()));
        check.startPeriod().ifPresent(d -> out.put("StartPeriod", d.toNanos()));
        check.startInterval().ifPresent(d -> out.put("StartInterval", d.toNanos()));
        check.retries().ifPresent(n -> out.put("Retries", n));
        return out;
    }

    private static Optional<Duration> nanos(JsonNode node, String field) {
        long value = node.path(field).asLong();
        return value > 0 ? Optional.of(Duration.ofNanos(value)) : Optional.empty();
    }

    private static Optional<Instant> instant(JsonNode node, String field) {
        Optional<String> text = text(node, field);
        try {
            return text.map(t -> OffsetDateTime.parse(t).toInstant());
        } catch (DateTimeParseException e) {
            throw invalid(field + " is no time: " + text.orElse(""));
        }
    }

    private static Optional<String> text(JsonNode node, String field) {
        String value = node.path(field).asText("");
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static List<String> texts(JsonNode array) {
        List<String> result = new ArrayList<>();
        array.forEach(item -> result.add(item.asText()));
        return result;
    }

    private static List<String> names(JsonNode object) {
        List<String> result = new ArrayList<>();
        object.fieldNames().forEachRemaining(result::add);
        return result;
    }

    private static void putTexts(ObjectNode out, String field, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = out.putArray(field);
            values.forEach(array::add);
        }
    }

    private static void putNames(ObjectNode out, String field, List<String> names) {
        if (!names.isEmpty()) {
            ObjectNode set = out.putObject(field);
            names.forEach(set::putObject);
        }
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static JstackException invalid(String why) {
        return new JstackException(
                ImageError.INVALID_IMAGE, "the image config cannot be read: " + why, "pull or build the image again");
    }
}
