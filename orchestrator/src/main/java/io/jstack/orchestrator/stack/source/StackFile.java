package io.jstack.orchestrator.stack.source;

import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.yaml.YamlReader;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One stack file that was read. */
public final class StackFile {
    private final String name;
    private final Path path;
    private final byte[] content;
    private @Nullable List<Node> documents;

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

    /** Its YAML documents, parsed when they are first asked for. */
    public List<Node> documents() {
        List<Node> known = documents;
        if (known == null) {
            known = new YamlReader(name).read(content);
            documents = known;
        }
        return known;
    }

    public boolean isStandardInput() {
        return name.equals("-");
    }
}
