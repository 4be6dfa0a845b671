package io.jstack.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.images.ConfigJson;
import io.jstack.images.Image;
import io.jstack.images.ImageConfig;
import io.jstack.images.Reference;
import io.jstack.images.store.ImageStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code inspect} prints of an image, in the shape of Docker's. */
final class ImageInspection {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** Fields of {@code Config} that scripts read whether or not the image says anything. */
    private static final List<String> ALWAYS = List.of("Env", "Cmd", "Volumes", "Entrypoint", "OnBuild", "Labels");

    private final ImageStore store;

    ImageInspection(ImageStore store) {
        this.store = store;
    }

    Optional<ObjectNode> of(String nameOrId) {
        return Reference.isValid(nameOrId) || nameOrId.matches("(sha256:)?[a-f0-9]{4,64}")
                ? store.find(nameOrId).map(this::json)
                : Optional.empty();
    }

    private ObjectNode json(Image image) {
        ImageConfig said = image.config();
        ObjectNode json = JSON.objectNode();
        json.put("Id", image.id().toString());
        json.set("RepoTags", strings(image.references(), Reference::familiar));
        json.set(
                "RepoDigests",
                strings(
                        store.pinnedOf(image.id()),
                        name -> name.familiarName() + "@"
                                + name.digest().map(Object::toString).orElse("")));
        json.put("Parent", "");
        json.put(
                "Comment",
                said.history().isEmpty()
                        ? ""
                        : said.history()
                                .get(said.history().size() - 1)
                                .comment()
                                .orElse(""));
        json.put("Created", image.created().toString());
        json.put("DockerVersion", "");
        json.put("Author", said.author().orElse(""));
        json.set("Config", config(said));
        json.put("Architecture", said.platform().architecture());
        said.platform().variant().ifPresent(variant -> json.put("Variant", variant));
        json.put("Os", said.platform().os());
        json.put("Size", image.size().value());
        ObjectNode driver = json.putObject("GraphDriver").put("Name", "overlay2");
        ObjectNode data = driver.putObject("Data");
        if (!image.layers().isEmpty()) {
            data.put("UpperDir", image.layers().get(0).toString());
            data.put(
                    "LowerDir",
                    image.layers().stream().skip(1).map(Path::toString).collect(Collectors.joining(":")));
        }
        json.putObject("RootFS").put("Type", "layers").set("Layers", strings(said.diffIds(), Object::toString));
        return json;
    }

    private static ObjectNode config(ImageConfig said) {
        ObjectNode config = JSON.objectNode();
        config.put("User", "");
        config.putObject("ExposedPorts");
        ALWAYS.forEach(config::putNull);
        config.put("WorkingDir", "");
        config.setAll(ConfigJson.container(said.container()));
        return config;
    }

    private static <T> ArrayNode strings(List<T> items, java.util.function.Function<T, String> text) {
        ArrayNode array = JSON.arrayNode();
        items.forEach(item -> array.add(text.apply(item)));
        return array;
    }
}
