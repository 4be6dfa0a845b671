package io.jstack.engine;

import io.jstack.orchestrator.Engine;
import io.jstack.orchestrator.Event;
import io.jstack.orchestrator.Projects;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What happened from a moment on and what still happens, one after the other.
 *
 * @param project empty: all
 * @param since also what happened since then
 * @param until ends there; now, unless it lies ahead; empty: never
 */
public record EventFeed(Optional<String> project, Optional<Instant> since, Optional<Instant> until) {
    /** How many events a slow reader may be behind. */
    private static final int BEHIND = 16_384;

    /** Hands on each event; the reader may block, and is cut off when it lets too many come up. */
    @SuppressWarnings("try") // closing it is all that is wanted of it
    public void follow(Projects projects, Consumer<Event> reader) throws InterruptedException {
        LinkedBlockingQueue<Event> coming = new LinkedBlockingQueue<>(BEHIND);
        AtomicBoolean isBehind = new AtomicBoolean();
        long last = 0;
        try (Engine.Subscription subscription = projects.follow(project, event -> {
            if (!coming.offer(event)) {
                isBehind.set(true);
            }
        })) {
            if (since.isPresent()) {
                for (Event event : projects.events(project, since)) {
                    hand(event, reader);
                    last = Math.max(last, event.sequence());
                }
            }
            while (!isBehind.get()) {
                Duration left =
                        until.map(end -> Duration.between(Instant.now(), end)).orElse(Duration.ofDays(1));
                Event event =
                        left.isNegative() ? coming.poll() : coming.poll(left.toMillis() + 1, TimeUnit.MILLISECONDS);
                if (event == null && until.isPresent()) {
                    return;
                }
                if (event != null && event.sequence() > last) {
                    hand(event, reader);
                }
            }
        }
        throw new JstackException(
                EngineError.INTERRUPTED, BEHIND + " events came up before they were read", "read faster, or again");
    }

    private void hand(Event event, Consumer<Event> reader) {
        if (until.filter(event.at()::isAfter).isEmpty()) {
            reader.accept(event);
        }
    }
}
