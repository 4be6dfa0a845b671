package io.jstack.runtime;

import java.nio.file.Path;

/**
 * Where this engine keeps its things.
 *
 * @param instance the instance's name; orphans at the gate are recognised by it
 * @param runDir {@code /run/<instance>}: gate FIFOs and per-container records; made with mode 0700 where missing
 */
public record RuntimeSettings(String instance, Path runDir) {
    public RuntimeSettings {
        if (!instance.matches("[a-z0-9][a-z0-9-]{0,30}")) {
            throw new IllegalArgumentException(
                    "an instance name is lower-case letters, digits and hyphens, not " + instance);
        }
    }
}
