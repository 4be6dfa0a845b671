package io.jstack.images;

import io.jstack.values.JstackException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an image, {@code registry/repository:tag@digest}, with Docker's grammar and defaults (distribution/reference,
 * {@code regexp.go}, {@code normalize.go}): {@code postgres} is {@code docker.io/library/postgres:latest}.
 *
 * @param registry host name or address, with its port when one is written; {@code docker.io} when none is
 * @param repository path at the registry, {@code library/} before Docker Hub's official ones
 * @param tag absent only when a digest is written without one
 * @param digest pins the content: where both stand, the tag is only a remark
 */
public record Reference(String registry, String repository, Optional<String> tag, Optional<Digest> digest)
        implements Comparable<Reference> {
    /** The registry of a name without one. */
    public static final String DOCKER_HUB = "docker.io";

    private static final String HUB_OFFICIAL = "library/";
    private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern REPOSITORY = Pattern.compile(PART + "(?:/" + PART + ")*");
    private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final Pattern REGISTRY =
            Pattern.compile("(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern ID = Pattern.compile("[a-f0-9]{64}");
    private static final int MAX_NAME = 255;

    /**
     * Reads a name as a user writes it.
     *
     * @throws JstackException {@link ImageError#INVALID_REFERENCE}, which says which part is wrong
     */
    public static Reference parse(String text) {
        if (ID.matcher(text).matches()) {
            throw invalid(text, "64 hex digits are an image id, not a name", "name the image, such as postgres:16");
        }
        String rest = text;
        Optional<Digest> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(Digest.parse(rest.substring(at + 1)));
            rest = rest.substring(0, at);
        }
        Optional<String> tag = Optional.empty();
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = Optional.of(rest.substring(colon + 1));
            rest = rest.substring(0, colon);
        }
        String registry = DOCKER_HUB;
        int slash = rest.indexOf('/');
        if (slash > 0 && isRegistry(rest.substring(0, slash))) {
            registry = rest.substring(0, slash);
            rest = rest.substring(slash + 1);
        }
        if (registry.equals("index.docker.io")) {
            registry = DOCKER_HUB;
        }
        if (registry.equals(DOCKER_HUB) && rest.indexOf('/') < 0) {
            rest = HUB_OFFICIAL + rest;
        }
        check(text, registry, rest, tag);
        if (tag.isEmpty() && digest.isEmpty()) {
            tag = Optional.of("latest");
        }
        return new Reference(registry, rest, tag, digest);
    }

    /** Whether {@code text} can be read as a reference. */
    public static boolean isValid(String text) {
        try {
            parse(text);
            return true;
        } catch (JstackException e) {
            return false; // the answer asked for
        }
    }

    private static boolean isRegistry(String part) {
        return part.indexOf('.') >= 0
                || part.indexOf(':') >= 0
                || part.equals("localhost")
                || !part.equals(part.toLowerCase(Locale.ROOT));
    }

    private static void check(String text, String registry, String repository, Optional<String> tag) {
        if (!REGISTRY.matcher(registry).matches()) {
            throw invalid(
                    text, "registry '" + registry + "' is no host name", "write the registry as host or host:port");
        }
        if (!REPOSITORY.matcher(repository).matches()) {
            boolean upper = !repository.equals(repository.toLowerCase(Locale.ROOT));
            throw invalid(
                    text,
                    upper ? "a repository is lower case" : "repository '" + repository + "' is not well formed",
                    upper
                            ? "write it as " + text.toLowerCase(Locale.ROOT)
                            : "use a-z, 0-9 and single . _ - between them");
        }
        if (repository.length() + registry.length() + 1 > MAX_NAME) {
            throw invalid(text, "longer than " + MAX_NAME + " characters", "shorten the repository");
        }
        if (tag.isPresent() && !TAG.matcher(tag.get()).matches()) {
            throw invalid(
                    text,
                    "tag '" + tag.get() + "' is not well formed",
                    "use at most 128 of A-Z, a-z, 0-9, _, . and -, beginning with a letter, digit or _");
        }
    }

    private static JstackException invalid(String text, String why, String remedy) {
        return new JstackException(
                ImageError.INVALID_REFERENCE, "'" + text + "' is not an image reference: " + why, remedy);
    }

    /** The same name, pinned to {@code content}. */
    public Reference withDigest(Digest content) {
        return new Reference(registry, repository, tag, Optional.of(content));
    }

    /** The same repository under another tag, not pinned. */
    public Reference withTag(String other) {
        check(repository + ":" + other, registry, repository, Optional.of(other));
        return new Reference(registry, repository, Optional.of(other), Optional.empty());
    }

    /** {@code registry/repository}, in full. */
    public String name() {
        return registry + "/" + repository;
    }

    /** The repository as people write it: without Docker Hub's defaults. */
    public String familiarName() {
        if (!registry.equals(DOCKER_HUB)) {
            return name();
        }
        return repository.startsWith(HUB_OFFICIAL) && repository.indexOf('/', HUB_OFFICIAL.length()) < 0
                ? repository.substring(HUB_OFFICIAL.length())
                : repository;
    }

    /** The whole reference as people write it: {@code postgres:16}. */
    public String familiar() {
        return familiarName() + suffix();
    }

    @Override
    public int compareTo(Reference other) {
        return toString().compareTo(other.toString());
    }

    /** In full: {@code docker.io/library/postgres:16}. */
    @Override
    public String toString() {
        return name() + suffix();
    }

    private String suffix() {
        return tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
    }
}
