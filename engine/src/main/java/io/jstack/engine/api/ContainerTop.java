package io.jstack.engine.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.FileChange;
import java.io.IOException;
import java.util.List;

/** What goes on in a container: its processes, and the files it has written. */
final class ContainerTop {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final HostView host;

    ContainerTop(HostView host) {
        this.host = host;
    }

    /** Always the columns of {@code ps -ef}: other options of ps(1) have no effect. */
    void list(Request request, Answer answer) throws IOException {
        List<List<String>> rows =
                host.containers().top(host.container(request).running().id());
        ObjectNode json = JSON.objectNode();
        json.set("Titles", texts(rows.get(0)));
        ArrayNode processes = json.putArray("Processes");
        rows.stream().skip(1).forEach(row -> processes.add(texts(row)));
        answer.json(json);
    }

    void changes(Request request, Answer answer) throws IOException {
        ArrayNode list = JSON.arrayNode();
        for (FileChange change :
                host.containers().changes(host.container(request).id())) {
            list.addObject().put("Path", change.path()).put("Kind", kind(change.kind()));
        }
        answer.json(list);
    }

    private static int kind(FileChange.Kind kind) {
        return switch (kind) {
            case CHANGED -> 0;
            case ADDED -> 1;
            case DELETED -> 2;
        };
    }

    private static ArrayNode texts(List<String> row) {
        ArrayNode texts = JSON.arrayNode();
        row.forEach(texts::add);
        return texts;
    }
}
