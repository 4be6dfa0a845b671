package io.jstack.engine;

import io.jstack.orchestrator.Engine;
import io.jstack.orchestrator.EngineEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Passes what happens on to whoever listens, on the thread that saw it. */
final class Events {
    private final List<Consumer<EngineEvent>> listeners = new CopyOnWriteArrayList<>();

    Engine.Subscription subscribe(Consumer<EngineEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void publish(EngineEvent event) {
        listeners.forEach(listener -> listener.accept(event));
    }
}
