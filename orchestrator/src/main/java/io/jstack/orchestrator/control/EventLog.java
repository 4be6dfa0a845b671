package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Engine.Subscription;
import io.jstack.orchestrator.Event;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** The last {@value #KEPT} events of all projects, and those who listen for more; each hears every event once, in order. */
final class EventLog {
    private static final int KEPT = 4096;

    private final Deque<Event> events = new ArrayDeque<>();
    private final Map<Long, Listener> listeners = new LinkedHashMap<>();
    private long subscriptions;
    private long sequence;

    private record Listener(Optional<String> project, Consumer<Event> consumer) {}

    /** Adds the event that {@code make} gives for the next number. */
    synchronized void add(LongFunction<Event> make) {
        Event event = make.apply(++sequence);
        events.add(event);
        if (events.size() > KEPT) {
            events.poll();
        }
        listeners.values().stream()
                .filter(l -> concerns(l.project(), event))
                .forEach(l -> l.consumer().accept(event));
    }

    synchronized List<Event> since(Optional<String> project, Optional<Instant> since) {
        return events.stream()
                .filter(e -> concerns(project, e)
                        && since.filter(s -> e.at().isBefore(s)).isEmpty())
                .toList();
    }

    synchronized Subscription follow(Optional<String> project, Consumer<Event> consumer) {
        long key = ++subscriptions;
        listeners.put(key, new Listener(project, consumer));
        return () -> {
            synchronized (this) {
                listeners.remove(key);
            }
        };
    }

    private static boolean concerns(Optional<String> project, Event event) {
        return project.isEmpty() || project.get().equals(event.project());
    }
}
