package io.jstack.engine;

import io.jstack.images.Image;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which images are meant, {@code --filter} of {@code image prune}.
 *
 * @param before built before then: {@code until}
 * @param labels {@code name} or {@code name=value} that all must be there
 * @param others that none may be there: {@code label!}
 */
public record ImageFilter(Optional<Instant> before, List<String> labels, List<String> others) {
    public static final ImageFilter ALL = new ImageFilter(Optional.empty(), List.of(), List.of());

    public ImageFilter {
        labels = List.copyOf(labels);
        others = List.copyOf(others);
    }

    boolean accepts(Image image) {
        return before.map(image.created()::isBefore).orElse(true)
                && labels.stream().allMatch(label -> has(image, label))
                && others.stream().noneMatch(label -> has(image, label));
    }

    private static boolean has(Image image, String label) {
        int equals = label.indexOf('=');
        String name = equals < 0 ? label : label.substring(0, equals);
        String value = image.config().container().labels().get(name);
        return value != null && (equals < 0 || value.equals(label.substring(equals + 1)));
    }
}
