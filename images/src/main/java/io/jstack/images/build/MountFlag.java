package io.jstack.images.build;

import io.jstack.images.ImageError;
import io.jstack.images.dockerfile.Dockerfile;
import io.jstack.images.dockerfile.Flag;
import io.jstack.images.dockerfile.Instruction;
import io.jstack.values.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One {@code RUN --mount=type=…,key=value}: docs.docker.com/reference/dockerfile, "RUN --mount".
 *
 * @param options lower-case keys, variables expanded
 */
record MountFlag(Dockerfile file, Flag flag, Kind kind, Map<String, String> options) {
    private static final Map<Kind, Set<String>> KNOWN = Map.of(
            Kind.BIND, Set.of("target", "source", "from", "rw", "ro"),
            Kind.CACHE, Set.of("target", "id", "sharing", "from", "source", "mode", "uid", "gid", "rw", "ro"),
            Kind.TMPFS, Set.of("target", "size"),
            Kind.SECRET, Set.of("target", "id", "required", "mode", "uid", "gid", "env"),
            Kind.SSH, Set.of("target", "id", "required", "mode", "uid", "gid"));
    private static final Map<String, String> SAME =
            Map.of("dst", "target", "destination", "target", "src", "source", "readonly", "ro", "readwrite", "rw");

    enum Kind {
        BIND,
        CACHE,
        TMPFS,
        SECRET,
        SSH
    }

    static MountFlag of(Dockerfile file, Instruction at, Flag flag, Map<String, String> variables) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String part : flag.value().split(",", -1)) {
            int equals = part.indexOf('=');
            String key = (equals < 0 ? part : part.substring(0, equals)).strip().toLowerCase(java.util.Locale.ROOT);
            String value = equals < 0 ? "true" : part.substring(equals + 1).strip();
            // a stage's name is not expanded, as with BuildKit: it must be known before anything runs
            options.put(
                    SAME.getOrDefault(key, key), key.equals("from") ? value : Expansion.of(file, at, value, variables));
        }
        String type = Optional.ofNullable(options.remove("type")).orElse("bind");
        Kind kind;
        try {
            kind = Kind.valueOf(type.toUpperCase(java.util.Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw invalid(file, flag, "--mount has no type " + type, "use bind, cache, tmpfs, secret or ssh");
        }
        for (String key : options.keySet()) {
            if (!KNOWN.getOrDefault(kind, Set.of()).contains(key)) {
                throw invalid(
                        file,
                        flag,
                        "a mount of type %s has no '%s'".formatted(type, key),
                        "use " + String.join(", ", new java.util.TreeSet<>(KNOWN.getOrDefault(kind, Set.of()))));
            }
        }
        return new MountFlag(file, flag, kind, options);
    }

    private static RuntimeException invalid(Dockerfile file, Flag flag, String message, String remedy) {
        return file.error(ImageError.DOCKERFILE_INVALID, flag.place(), message, remedy);
    }

    RuntimeException invalid(String message, String remedy) {
        return invalid(file, flag, message, remedy);
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(options.get(key)).filter(value -> !value.isEmpty());
    }

    boolean isSet(String key) {
        return text(key)
                .filter(value -> !value.equals("false") && !value.equals("0"))
                .isPresent();
    }

    /** Absolute; relative ones count from {@code workingDir}. */
    String target(String workingDir) {
        return WorkingDirectory.join(
                workingDir, text("target").orElseThrow(() -> invalid("the mount has no target", "write target=/path")));
    }

    int mode(int otherwise) {
        return number("mode", 8).orElse(otherwise);
    }

    int id(String key) {
        return number(key, 10).orElse(0);
    }

    private Optional<Integer> number(String key, int radix) {
        try {
            return text(key).map(value -> Integer.parseInt(value, radix));
        } catch (NumberFormatException e) {
            throw invalid("%s=%s is no number".formatted(key, text(key).orElse("")), "write it as 0755 or 1000");
        }
    }

    long size() {
        return text("size")
                .map(value -> Bytes.parse(value)
                        .orElseThrow(() -> invalid("size=" + value + " is no size", "write it as 64m"))
                        .value())
                .orElse(0L);
    }

    /** All of it, for the key of the build cache. */
    String written() {
        return kind + " " + new java.util.TreeMap<>(options);
    }
}
