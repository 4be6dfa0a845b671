package io.jstack.orchestrator.model;

import java.nio.file.Path;
import java.util.Optional;

/** Where the content of a config or secret comes from. */
public sealed interface FileSource {
    record FromFile(Path file) implements FileSource {}

    /** {@code content}, or for a config the value {@code environment} had when the stack was read. */
    record Inline(String content) implements FileSource {
        /** Contents are never printed. */
        @Override
        public String toString() {
            return "Inline[" + content.length() + " characters]";
        }
    }

    /**
     * A secret that came from the caller's environment: kept in memory only, never in durable state.
     *
     * @param value empty after a reboot, until the stack is brought up again
     */
    record FromEnvironment(String variable, Optional<String> value) implements FileSource {
        @Override
        public String toString() {
            return "FromEnvironment[" + variable + "]";
        }
    }

    /** Must exist already under that name. */
    record External(String name) implements FileSource {}
}
