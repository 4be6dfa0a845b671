package io.jstack.volumes;

import io.jstack.values.JstackException;
import java.nio.file.Path;

/** A place in a container where something is mounted. */
final class MountTarget {
    private MountTarget() {}

    /** Absolute, without {@code .}, {@code ..} or a trailing slash, and never the root. */
    static String normal(String target) {
        if (!target.startsWith("/") || target.indexOf('\0') >= 0) {
            throw invalid(target);
        }
        String normal = Path.of(target).normalize().toString();
        if (normal.equals("/")) {
            throw invalid(target);
        }
        return normal;
    }

    /** How deep: a parent is mounted before what lies below it. */
    static int depth(String normal) {
        return Path.of(normal).getNameCount();
    }

    private static JstackException invalid(String target) {
        return new JstackException(
                VolumeError.MOUNT_TARGET_INVALID,
                "cannot mount at '%s' in a container".formatted(target),
                "name an absolute path below /");
    }
}
