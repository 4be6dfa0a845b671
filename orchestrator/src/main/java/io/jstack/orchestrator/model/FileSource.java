package io.jstack.orchestrator.model;

import java.nio.file.Path;

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

    /** A secret that came from the caller's environment: kept in memory only, never in durable state. */
    record FromEnvironment(String variable, String value) implements FileSource {
        @Override
        public String toString() {
            return "FromEnvironment[" + variable + "]";
        }
    }

    /** Must exist already under that name. */
    record External(String name) implements FileSource {}
}
