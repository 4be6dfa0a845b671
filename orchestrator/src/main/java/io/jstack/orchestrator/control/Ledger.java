package io.jstack.orchestrator.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.orchestrator.ControlError;
import io.jstack.orchestrator.model.FileSource;
import io.jstack.orchestrator.model.ModelJson;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.JstackException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is remembered of a project that no kernel can tell: what was asked for.
 *
 * @param stack with scale applied
 * @param active services that were brought up; the others are nobody's wish
 * @param stopped replicas (as {@code web-1}) a person stopped
 * @param done one-shot services that finished, with the hash they had
 * @param images the image id each service was brought up with
 * @param paused services of which an update failed: replicas that are still the old ones are left so until somebody brings them up
 */
record Ledger(
        Stack stack,
        Set<String> active,
        Set<String> stopped,
        Map<String, String> done,
        Map<String, String> images,
        Set<String> paused) {
    private static final int SCHEMA = 1;

    Ledger {
        active = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(active));
        stopped = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(stopped));
        done = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(done));
        images = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(images));
        // records of before this was known have none
        paused = java.util.Collections.unmodifiableSet(
                Optional.<Set<String>>ofNullable(paused).map(LinkedHashSet::new).orElseGet(LinkedHashSet::new));
    }

    static Ledger of(Stack stack) {
        return new Ledger(stack, Set.of(), Set.of(), Map.of(), Map.of(), Set.of());
    }

    /** As JSON. Secrets that came from the caller's environment are left out: they never reach a disk. */
    String text() {
        ObjectNode node = ModelJson.mapper().valueToTree(this);
        return node.put("schema", SCHEMA).toString();
    }

    static Ledger parse(String project, String text) {
        try {
            JsonNode node = ModelJson.mapper().readTree(text);
            if (node.path("schema").asInt() > SCHEMA) {
                throw new JstackException(
                        ControlError.RECORD_TOO_NEW,
                        "the record of project %s has schema %s; this jstack knows %d"
                                .formatted(project, node.path("schema"), SCHEMA),
                        "use the newer jstack that wrote it");
            }
            return ModelJson.mapper().treeToValue(node, Ledger.class);
        } catch (JsonProcessingException e) {
            throw damaged(project, e);
        }
    }

    private static JstackException damaged(String project, Exception cause) {
        return new JstackException(
                ControlError.RECORD_DAMAGED,
                "the record of project %s cannot be read: %s".formatted(project, cause.getMessage()),
                "bring the stack up again from its file",
                cause);
    }

    /** Services whose secrets came from an environment that is gone: they cannot be made anew before somebody brings them up. */
    Set<String> withheld() {
        Set<String> names = new LinkedHashSet<>();
        for (Service service : stack.services().values()) {
            boolean lost = service.storage().secrets().stream()
                    .flatMap(use -> Optional.ofNullable(stack.secrets().get(use.source())).stream())
                    .anyMatch(s -> s instanceof FileSource.FromEnvironment secret
                            && secret.value().isEmpty());
            if (lost) {
                names.add(service.name());
            }
        }
        return names;
    }

    /** The stack with those of its disabled services that were brought up: they stay as they are, with what they use. */
    Stack carriedInto(Stack other) {
        Map<String, Service> services = new LinkedHashMap<>(other.services());
        stack.services().forEach((name, service) -> {
            if (active.contains(name) && other.disabled().contains(name)) {
                services.put(name, service);
            }
        });
        return services.size() == other.services().size()
                ? other
                : other.withServices(services).withResourcesOf(stack);
    }

    Ledger withStack(Stack other) {
        return new Ledger(other, active, stopped, done, images, paused);
    }

    Ledger withActive(Set<String> other) {
        return new Ledger(stack, other, stopped, done, images, paused);
    }

    Ledger withStopped(Set<String> other) {
        return new Ledger(stack, active, other, done, images, paused);
    }

    Ledger withDone(Map<String, String> other) {
        return new Ledger(stack, active, stopped, other, images, paused);
    }

    Ledger withImages(Map<String, String> other) {
        return new Ledger(stack, active, stopped, done, other, paused);
    }

    Ledger withPaused(Set<String> other) {
        return new Ledger(stack, active, stopped, done, images, other);
    }
}
