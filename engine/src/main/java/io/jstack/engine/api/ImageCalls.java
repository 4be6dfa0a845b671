package io.jstack.engine.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.Filters;
import io.jstack.engine.ImageAccess;
import io.jstack.engine.Resource;
import io.jstack.engine.RunningEngine;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Images, to be looked at. */
final class ImageCalls {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> FILTERS = Set.of("dangling", "label", "reference");
    private static final String NONE = "<none>";
    /** What was not counted. */
    private static final int UNKNOWN = -1;

    private final RunningEngine engine;

    ImageCalls(RunningEngine engine) {
        this.engine = engine;
    }

    void list(Request request, Answer answer) throws IOException {
        Filters wanted = request.query().filters(FILTERS);
        Map<String, List<ImageAccess.Named>> byId = engine.images().list().stream()
                .filter(image -> isWanted(image, wanted))
                .collect(Collectors.groupingBy(ImageAccess.Named::id, LinkedHashMap::new, Collectors.toList()));
        ArrayNode list = JSON.arrayNode();
        byId.forEach((id, names) -> list.add(row(id, names)));
        answer.json(list);
    }

    private static boolean isWanted(ImageAccess.Named image, Filters wanted) {
        return wanted.allow(
                        "dangling",
                        text -> Boolean.parseBoolean(text) == image.tag().equals(NONE))
                && wanted.allow(
                        "reference",
                        name -> name.equals(image.repository()) || name.equals(image.repository() + ":" + image.tag()))
                && wanted.allowLabels(image.labels());
    }

    private static ObjectNode row(String id, List<ImageAccess.Named> names) {
        ImageAccess.Named first = names.get(0);
        ObjectNode row = JSON.objectNode();
        row.put("Id", id).put("ParentId", "");
        ArrayNode tags = row.putArray("RepoTags");
        ArrayNode digests = row.putArray("RepoDigests");
        for (ImageAccess.Named name : names) {
            if (!name.tag().equals(NONE)) {
                tags.add(name.repository() + ":" + name.tag());
            }
            name.digest().ifPresent(digest -> digests.add(name.repository() + "@" + digest));
        }
        row.put("Created", first.created().getEpochSecond())
                .put("Size", first.size().value())
                .put("SharedSize", UNKNOWN)
                .put("Containers", UNKNOWN);
        first.labels().forEach(row.putObject("Labels")::put);
        return row;
    }

    void inspect(Request request, Answer answer) throws IOException {
        String name = request.parameter("name");
        answer.json(engine.containers()
                .describe(Resource.IMAGE, name)
                .orElseThrow(() -> Refusal.notFound("No such image: " + name)));
    }

    void history(Request request, Answer answer) throws IOException {
        ArrayNode list = JSON.arrayNode();
        for (ImageAccess.Step step : engine.images().history(request.parameter("name"))) {
            list.addObject()
                    .put("Id", "<missing>")
                    .put("Created", step.created().map(Instant::getEpochSecond).orElse(0L))
                    .put("CreatedBy", step.createdBy())
                    .put("Size", step.size().value())
                    .put("Comment", step.comment())
                    .putNull("Tags");
        }
        answer.json(list);
    }
}
