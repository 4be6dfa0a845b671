package io.jstack.engine.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.HostContainer;
import io.jstack.orchestrator.Engine;
import io.jstack.orchestrator.Event;
import io.jstack.orchestrator.ExitStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;

/** {@code docker wait}. The head is sent at once: clients start the container when they have it. */
final class ContainerWait {
    private static final String UNKNOWN = "-1";

    private final HostView host;

    ContainerWait(HostView host) {
        this.host = host;
    }

    @SuppressWarnings("try") // closing it is all that is wanted of the subscription
    void await(Request request, Answer answer) throws IOException, InterruptedException {
        HostContainer container = host.container(request);
        Condition condition = Condition.of(request.query().text("condition").orElse("not-running"));
        LinkedBlockingQueue<Event> coming = new LinkedBlockingQueue<>();
        try (Engine.Subscription subscription = host.projects().follow(Optional.of(container.project()), event -> {
                    if (event.container().filter(container.id()::equals).isPresent()) {
                        coming.add(event);
                    }
                });
                OutputStream out = answer.stream("application/json")) {
            // looked at again: it may have come about since
            String code = isMet(condition, container) ? lastCode(container) : next(coming, condition.action);
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("StatusCode", Integer.parseInt(code));
            out.write((json + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What is waited for. */
    private enum Condition {
        NOT_RUNNING("die"),
        NEXT_EXIT("die"),
        REMOVED("destroy");

        private final String action;

        Condition(String action) {
            this.action = action;
        }

        static Condition of(String text) {
            return switch (text) {
                case "not-running" -> NOT_RUNNING;
                case "next-exit" -> NEXT_EXIT;
                case "removed" -> REMOVED;
                default -> throw Refusal.badRequest("invalid condition: \"" + text + "\"");
            };
        }
    }

    private boolean isMet(Condition condition, HostContainer container) {
        Optional<HostContainer> now = host.all().stream()
                .filter(one -> one.id().equals(container.id()))
                .findFirst();
        return switch (condition) {
            case NOT_RUNNING -> now.filter(HostContainer::isAlive).isEmpty();
            case NEXT_EXIT, REMOVED -> now.isEmpty();
        };
    }

    /** The exit code that was known when it happened. */
    private static String next(LinkedBlockingQueue<Event> coming, String action) throws InterruptedException {
        String code = UNKNOWN;
        while (true) {
            Event event = coming.take();
            code = Optional.ofNullable(event.attributes().get("exitCode")).orElse(code);
            if (event.action().equals(action)) {
                return code;
            }
        }
    }

    private static String lastCode(HostContainer container) {
        ExitStatus status = container.status().container().exit().orElse(ExitStatus.unknown());
        return status.code().isPresent() ? Integer.toString(status.code().getAsInt()) : UNKNOWN;
    }
}
