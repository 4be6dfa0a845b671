package io.jstack.cli.client;

import java.nio.file.Path;

/**
 * Where the engine of this host is.
 *
 * @param instance its name; everything global to the host derives from it
 * @param socket where it listens
 * @param log what it and its guard print
 */
record Place(String instance, Path socket, Path log) {
    /** By {@code JSTACK_INSTANCE}, {@code JSTACK_SOCKET} and {@code JSTACK_STATE}. */
    static Place ofEnvironment() {
        String instance = setting("JSTACK_INSTANCE", "jstack");
        return new Place(
                instance,
                Path.of(setting("JSTACK_SOCKET", "/run/" + instance + "/engine.sock")),
                Path.of(setting("JSTACK_STATE", "/var/lib/" + instance), "engine.log"));
    }

    private static String setting(String name, String usual) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? usual : value;
    }
}
