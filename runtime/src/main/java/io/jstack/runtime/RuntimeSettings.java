package io.jstack.runtime;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where this engine keeps its things.
 *
 * @param instance the instance's name; orphans at the gate are recognised by it
 * @param runDir {@code /run/<instance>}: gate FIFOs and per-container records; made with mode 0700 where missing
 * @param ownBinary the java(1) this JVM was started from, where it is a copy for this engine alone: no longer executable from then on
 */
public record RuntimeSettings(String instance, Path runDir, Optional<Path> ownBinary) {
    public RuntimeSettings {
        if (!instance.matches("[a-z0-9][a-z0-9-]{0,30}")) {
            throw new IllegalArgumentException(
                    "an instance name is lower-case letters, digits and hyphens, not " + instance);
        }
    }

    /** An engine that runs from a file of others. */
    public RuntimeSettings(String instance, Path runDir) {
        this(instance, runDir, Optional.empty());
    }
}
