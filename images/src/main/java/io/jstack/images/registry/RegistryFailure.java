package io.jstack.images.registry;

import io.jstack.images.ImageError;
import io.jstack.images.Reference;
import io.jstack.values.JstackException;
import java.util.Optional;

/** What a registry's refusal means to the user. */
final class RegistryFailure {
    private RegistryFailure() {}

    static JstackException status(int status, Reference name, String what) {
        return switch (status) {
            case 401, 403 ->
                new JstackException(
                        ImageError.REGISTRY_DENIED,
                        "registry %s does not give %s to us (%d)".formatted(name.registry(), what, status),
                        "log in with jstack login %s, and check the name: some registries say this of what does not exist"
                                .formatted(name.registry()));
            case 404 ->
                new JstackException(
                        ImageError.IMAGE_NOT_FOUND,
                        "registry %s has no %s".formatted(name.registry(), what),
                        "check the name and the tag");
            default ->
                new JstackException(
                        ImageError.REGISTRY_UNREACHABLE,
                        "registry %s answered %d for %s".formatted(name.registry(), status, what),
                        "try again later");
        };
    }

    static JstackException unreachable(Reference name, Throwable cause) {
        return new JstackException(
                ImageError.REGISTRY_UNREACHABLE,
                "registry %s cannot be reached for %s: %s".formatted(name.registry(), name, root(cause)),
                "check the network and the name; images of this machine are under distro.local",
                cause);
    }

    private static String root(Throwable cause) {
        Throwable at = cause;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        String kind = at.getClass().getSimpleName().replaceAll("Exception$", "");
        return Optional.ofNullable(at.getMessage())
                .map(text -> kind + ", " + text)
                .orElse(kind);
    }

    /** Whether asking again may help. */
    static boolean isPassing(int status) {
        return status == 429 || status == 408 || status >= 500;
    }
}
