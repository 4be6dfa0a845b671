package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.model.Service;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which parts of a service differ, in the words of the model. */
final class Changed {
    private static final Set<String> NOT_SAID = Set.of("hash", "replicas", "name");

    private Changed() {}

    /** {@code [configuration]} when it cannot be said more exactly, as for contents of configs. */
    static List<String> between(Optional<Service> before, Service after) {
        List<String> parts = new ArrayList<>();
        before.ifPresent(old -> collect(old, after, parts));
        return parts.isEmpty() ? List.of("configuration") : parts;
    }

    private static void collect(Object before, Object after, List<String> parts) {
        for (RecordComponent component : before.getClass().getRecordComponents()) {
            Object old = value(component, before);
            Object now = value(component, after);
            if (NOT_SAID.contains(component.getName()) || old.equals(now)) {
                continue;
            }
            boolean group = old instanceof Record && old.getClass().equals(now.getClass());
            if (group
                    && old.getClass().getEnclosingClass() == null
                    && !component.getName().equals("image")) {
                collect(old, now, parts);
            } else {
                parts.add(component.getName().replaceAll("([A-Z])", " $1").toLowerCase(java.util.Locale.ROOT));
            }
        }
    }

    private static Object value(RecordComponent component, Object of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("the model's records are public: " + component, e);
        }
    }
}
