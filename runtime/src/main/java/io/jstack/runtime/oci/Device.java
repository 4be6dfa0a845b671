package io.jstack.runtime.oci;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A device node inside the container.
 *
 * @param path absolute, inside the container
 * @param type {@code c}, {@code b}, {@code u} or {@code p}, as mknod(1)
 * @param fileMode permission bits; empty: 0666
 */
public record Device(
        String path, String type, long major, long minor, OptionalInt fileMode, OptionalLong uid, OptionalLong gid) {}
