package io.jstack.images.dockerfile;

import io.jstack.images.ImageError;
import io.jstack.values.JstackException;
import io.jstack.values.Place;
import java.util.List;

/** The lines of a Dockerfile, read one after the other. */
final class SourceLines {
    private final String file;
    private final List<String> lines;
    private int next;

    SourceLines(String file, String text) {
        this.file = file;
        // a byte order mark is no part of the first keyword
        this.lines =
                (text.startsWith("\ufeff") ? text.substring(1) : text).lines().toList();
    }

    boolean hasNext() {
        return next < lines.size();
    }

    String take() {
        return lines.get(next++);
    }

    String peek() {
        return lines.get(next);
    }

    /** Number of the line taken last. */
    int line() {
        return next;
    }

    List<String> all() {
        return lines;
    }

    Place place(int line, int column) {
        return new Place(file, line, column);
    }

    JstackException error(Place place, String message, String remedy) {
        return new JstackException(
                ImageError.DOCKERFILE_INVALID,
                place,
                message + Dockerfile.excerpt(lines, place.line(), place.line()),
                remedy);
    }
}
