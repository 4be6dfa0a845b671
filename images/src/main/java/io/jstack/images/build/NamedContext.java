package io.jstack.images.build;

import java.nio.file.Path;

/** What an additional build context stands for: {@code --build-context}, {@code build.additional_contexts}. */
public sealed interface NamedContext {
    /** A directory of this machine, absolute. */
    record Directory(Path path) implements NamedContext {}

    /** {@code docker-image://NAME}. */
    record OfImage(String name) implements NamedContext {}
}
