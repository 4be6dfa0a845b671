package io.jstack.orchestrator.stack;

import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A folder with stack files, and what the loader makes of them. */
final class StackFolder {
    private final Path path;
    private final Map<String, String> environment = new HashMap<>(Map.of("HOME", "/home/me"));

    StackFolder(Path path) {
        this.path = path;
    }

    StackFolder write(String name, String text) {
        try {
            Path file = path.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    StackFolder set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    LoadRequest request(String... files) {
        return LoadRequest.in(path, environment).withProjectName("p").withFiles(List.of(files));
    }

    CanonicalStack config(String... files) {
        return StackLoader.canonical(request(files));
    }

    CanonicalStack config(UnaryOperator<LoadRequest> change) {
        return StackLoader.canonical(change.apply(LoadRequest.in(path, environment)));
    }

    /** The value at a dotted path of the canonical form, in flow style; the folder's own path is written {@code DIR}. */
    String at(CanonicalStack stack, String keys) {
        Node node = stack.tree();
        for (String key : keys.split("\\.", -1)) {
            MapNode map = node.asMap().orElseThrow(() -> new AssertionError("no map above " + key));
            if (!map.has(key)) {
                return "absent";
            }
            node = map.get(key).orElseThrow();
        }
        return flow(node).replace(path.toString(), "DIR");
    }

    /** The canonical form of one service of one file. */
    String service(String yaml, String keys) {
        write("compose.yaml", yaml);
        return at(config(), "services." + keys);
    }

    private static String flow(Node node) {
        if (node instanceof MapNode map) {
            return new TreeSet<>(map.keys())
                    .stream()
                            .map(key -> key + ": " + flow(map.get(key).orElseThrow()))
                            .collect(Collectors.joining(", ", "{", "}"));
        }
        if (node instanceof ListNode list) {
            return list.items().stream().map(StackFolder::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        ScalarNode scalar = (ScalarNode) node;
        return scalar.isNull() ? "null" : scalar.text();
    }
}
