package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.cli.commands.Listing.Column;
import io.jstack.engine.Ago;
import io.jstack.engine.ImageAccess;
import io.jstack.engine.ImageAccess.Named;
import io.jstack.values.JstackException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The store's images as {@code image ls} shows them, picked by {@code --filter}. */
final class ImageRows {
    static final List<Column> COLUMNS = List.of(
            new Column("REPOSITORY", "Repository"),
            new Column("TAG", "Tag"),
            new Column("IMAGE ID", "ID"),
            new Column("CREATED", "CreatedSince"),
            new Column("SIZE", "Size"));
    static final List<Column> WITH_DIGESTS = List.of(
            new Column("REPOSITORY", "Repository"),
            new Column("TAG", "Tag"),
            new Column("DIGEST", "Digest"),
            new Column("IMAGE ID", "ID"),
            new Column("CREATED", "CreatedSince"),
            new Column("SIZE", "Size"));

    private final ImageAccess images;
    private final Listing listing;

    ImageRows(ImageAccess images, Listing listing) {
        this.images = images;
        this.listing = listing;
    }

    List<Named> matching(Optional<String> name, List<String> filters) {
        Predicate<Named> wanted = name.map(ImageRows::named).orElse(image -> true);
        for (String filter : filters) {
            wanted = wanted.and(filter(filter));
        }
        return images.list().stream().filter(wanted).toList();
    }

    private static Predicate<Named> named(String name) {
        int colon = name.lastIndexOf(':');
        boolean tagged = colon > name.lastIndexOf('/');
        String repository = tagged ? name.substring(0, colon) : name;
        return image ->
                matches(repository, image.repository()) && (!tagged || matches(name.substring(colon + 1), image.tag()));
    }

    private static boolean matches(String pattern, String text) {
        return pattern.equals(text)
                || FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(text));
    }

    private Predicate<Named> filter(String filter) {
        int equals = filter.indexOf('=');
        String key = equals < 0 ? filter : filter.substring(0, equals);
        String value = equals < 0 ? "" : filter.substring(equals + 1);
        return switch (key) {
            case "dangling" -> image -> image.tag().equals("<none>") == Boolean.parseBoolean(value);
            case "label" -> image -> hasLabel(image, value);
            case "reference" -> named(value);
            case "before" -> {
                Instant then = created(value);
                yield image -> image.created().isBefore(then);
            }
            case "since" -> {
                Instant then = created(value);
                yield image -> image.created().isAfter(then);
            }
            default ->
                throw new JstackException(
                        CommandError.USAGE,
                        "--filter does not know " + key,
                        "--filter dangling|label|reference|before|since=VALUE");
        };
    }

    private static boolean hasLabel(Named image, String wanted) {
        int equals = wanted.indexOf('=');
        String value = image.labels().get(equals < 0 ? wanted : wanted.substring(0, equals));
        return value != null && (equals < 0 || value.equals(wanted.substring(equals + 1)));
    }

    private Instant created(String nameOrId) {
        return images.list().stream()
                .filter(image -> (image.repository() + ":" + image.tag()).equals(nameOrId)
                        || image.repository().equals(nameOrId)
                        || image.id().startsWith("sha256:" + nameOrId)
                        || image.id().equals(nameOrId))
                .findFirst()
                .orElseThrow(() -> new JstackException(
                        CommandError.NOT_FOUND, "no image " + nameOrId + " here", "jstack image ls"))
                .created();
    }

    void print(Invocation run, List<Named> found, List<Column> columns) {
        Instant now = Instant.now();
        List<ObjectNode> rows = found.stream().map(image -> row(image, now)).toList();
        listing.print(run, columns, rows, row -> row.path("ID").asText());
    }

    private ObjectNode row(Named image, Instant now) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("Repository", image.repository())
                .put("Tag", image.tag())
                .put("Digest", image.digest().orElse("<none>"))
                .put("ID", listing.isWhole() ? image.id() : listing.id(image.id()))
                .put("CreatedSince", Ago.words(Duration.between(image.created(), now)) + " ago")
                .put("CreatedAt", image.created().toString())
                .put("Size", image.size().toString())
                .put("InUse", image.isUsed());
    }
}
