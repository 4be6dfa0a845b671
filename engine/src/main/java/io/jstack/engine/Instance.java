package io.jstack.engine;

import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What one engine calls its own on a host. Everything global is named after it, so that a test engine and the user's never meet.
 *
 * @param name {@code jstack} unless {@code JSTACK_INSTANCE} says otherwise
 */
public record Instance(String name) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    public Instance {
        if (!NAME.matcher(name).matches()) {
            throw new JstackException(
                    EngineError.INSTANCE_NAME,
                    "JSTACK_INSTANCE is \"%s\", not a name of lower-case letters, digits and hyphens".formatted(name),
                    "JSTACK_INSTANCE=jstack");
        }
    }

    public static Instance of(Map<String, String> environment) {
        return new Instance(environment.getOrDefault("JSTACK_INSTANCE", "jstack"));
    }

    /** What outlives a reboot: images, volumes, projects, containers. Mode 0700. */
    public Path state() {
        return Path.of("/var/lib", name);
    }

    /** What does not: the socket, handles of running containers. Mode 0750. */
    public Path run() {
        return Path.of("/run", name);
    }

    public Path socket() {
        return run().resolve("engine.sock");
    }

    /** Below the root of each cgroup hierarchy, without a leading slash. */
    public String cgroupParent() {
        return name;
    }

    /** The engine's own nftables table, family ip. */
    public String nftTable() {
        return name;
    }
}
