package io.jstack.orchestrator.stack.source;

import java.nio.file.Path;

/** One stack file that was read. */
public final class StackFile {
    private final String name;
    private final Path path;
    private final byte[] content;

    StackFile(String name, Path path, byte[] content) {
        this.name = name;
        this.path = path;
        this.content = content;
    }

    /** As the user named it; errors show it. */
    public String name() {
        return name;
    }

    /** Absolute; of standard input, {@code -} in the project directory. */
    public Path path() {
        return path;
    }

    /** Not copied: read only. */
    public byte[] content() {
        return content;
    }

    public boolean isStandardInput() {
        return name.equals("-");
    }
}
