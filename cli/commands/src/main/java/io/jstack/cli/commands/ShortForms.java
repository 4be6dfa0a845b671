package io.jstack.cli.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.orchestrator.model.Mount;
import io.jstack.orchestrator.model.PublishedPort;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.stack.LoadRequest;
import io.jstack.orchestrator.stack.StackLoader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What {@code run -v} and {@code -p} say, in the model's terms. The grammar is the stack file's own, so the loader reads them: in a
 * file of one service that is never anything but this.
 */
record ShortForms(List<Mount> mounts, List<PublishedPort> ports) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SERVICE = "run";

    static ShortForms of(Invocation run, Stack stack, List<String> volumes, List<String> ports) {
        if (volumes.isEmpty() && ports.isEmpty()) {
            return new ShortForms(List.of(), List.of());
        }
        LoadRequest request = LoadRequest.in(run.terminal().directory(), Map.of())
                .withFiles(List.of("-"))
                .withStdin(file(stack, volumes, ports).getBytes(StandardCharsets.UTF_8))
                .withProjectDirectory(run.terminal().directory())
                .withProjectName(stack.project());
        Service service = StackLoader.load(request).stack().services().get(SERVICE);
        if (service == null) {
            throw new IllegalStateException("the file of one service has none");
        }
        return new ShortForms(service.storage().mounts(), service.connectivity().ports());
    }

    /** JSON is YAML. */
    private static String file(Stack stack, List<String> volumes, List<String> ports) {
        ObjectNode file = JSON.createObjectNode();
        ObjectNode service = file.putObject("services").putObject(SERVICE).put("image", "none");
        volumes.stream().map(ShortForms::literal).forEach(service.putArray("volumes")::add);
        ports.stream().map(ShortForms::literal).forEach(service.putArray("ports")::add);
        ObjectNode declared = file.putObject("volumes");
        stack.volumes().keySet().forEach(declared::putObject);
        try {
            return JSON.writeValueAsString(file);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings is always writable", e);
        }
    }

    /** The shell has expanded what was to be expanded. */
    private static String literal(String text) {
        return text.replace("$", "$$");
    }
}
