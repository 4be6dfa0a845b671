package io.jstack.engine;

import io.jstack.runtime.logs.LogLine;
import io.jstack.runtime.logs.LogQuery;
import io.jstack.runtime.logs.LogReader;
import io.jstack.runtime.logs.LogStream;
import io.jstack.values.ContainerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The logs of a project's containers as one, by time. */
final class LogMerge implements AutoCloseable {
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final Duration NO_WAIT = Duration.ZERO;

    private final Containers containers;
    private final LogRoom logs;
    private final LogRequest request;
    private final Map<ContainerId, Source> sources = new LinkedHashMap<>();
    /** Never opened: only waited at, until a first container comes. */
    private final CountDownLatch nobodyYet = new CountDownLatch(1);

    private boolean first = true;

    /** One container's log, and what was read of it and not handed on yet. */
    private record Source(String name, LogReader reader, Deque<LogLine> waiting) {}

    LogMerge(Containers containers, LogRoom logs, LogRequest request) {
        this.containers = containers;
        this.logs = logs;
        this.request = request;
    }

    void run(LogListener listener) throws InterruptedException {
        while (true) {
            discover();
            boolean over = isOver(); // asked before the last lines are read
            boolean any = pass(listener);
            if (any) {
                continue;
            }
            listener.caughtUp();
            if (over) {
                return;
            }
            waitForMore();
        }
    }

    private boolean isOver() {
        return switch (request.follow()) {
            case NOTHING -> true;
            case FOR_EVER -> false;
            case TO_THE_END ->
                containers.of(request.project()).stream()
                        .filter(container -> isWanted(container.record()))
                        .allMatch(container -> !container.isAlive()
                                && logs.drained(container.id()).isDone());
        };
    }

    /** Hands on what is there now, oldest first; false when there was nothing. */
    private boolean pass(LogListener listener) throws InterruptedException {
        for (Source source : sources.values()) {
            if (source.waiting().isEmpty()) {
                source.waiting().addAll(source.reader().next(NO_WAIT));
            }
        }
        boolean any = false;
        while (true) {
            Optional<Source> oldest = oldest();
            if (oldest.isEmpty()) {
                return any;
            }
            any = true;
            Deque<LogLine> waiting = oldest.get().waiting();
            do {
                tell(listener, oldest.get().name(), waiting.remove());
            } while (sources.size() == 1 && !waiting.isEmpty());
            if (waiting.isEmpty()) {
                // its next line may be older than the others' first: read on before another is shown
                waiting.addAll(oldest.get().reader().next(NO_WAIT));
            }
        }
    }

    /** Whose line is next; a loop, since it is asked for every line there is. */
    private Optional<Source> oldest() {
        Optional<Source> oldest = Optional.empty();
        Instant time = Instant.MAX;
        for (Source source : sources.values()) {
            LogLine line = source.waiting().peek();
            if (line != null && line.time().isBefore(time)) {
                oldest = Optional.of(source);
                time = line.time();
            }
        }
        return oldest;
    }

    private static void tell(LogListener listener, String container, LogLine line) {
        listener.line(
                container,
                line.time(),
                line.stream() == LogStream.STDERR ? LogListener.Origin.STDERR : LogListener.Origin.STDOUT,
                line.bytes(),
                line.endsHere() ? LogListener.Part.LAST : LogListener.Part.GOES_ON);
    }

    private void waitForMore() throws InterruptedException {
        Optional<Source> any = sources.values().stream().findFirst();
        if (any.isPresent() && sources.size() == 1) {
            any.get().waiting().addAll(any.get().reader().next(GLANCE.multipliedBy(10)));
        } else if (any.isPresent()) {
            any.get().waiting().addAll(any.get().reader().next(GLANCE));
        } else {
            boolean unused = nobodyYet.await(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void discover() {
        for (Container container : containers.of(request.project())) {
            if (isWanted(container.record()) && !sources.containsKey(container.id())) {
                LogReader reader = LogReader.open(logs.directory(container.id()), query());
                if (request.follow() == LogRequest.Follow.NOTHING) {
                    reader.endHere();
                }
                sources.put(container.id(), new Source(shortName(container.record()), reader, new ArrayDeque<>()));
            }
        }
        first = false;
    }

    private LogQuery query() {
        return new LogQuery(
                // of a container that comes later every line is new
                first ? request.tail() : java.util.OptionalInt.empty(),
                request.since(),
                request.until(),
                EnumSet.allOf(LogStream.class));
    }

    private boolean isWanted(ContainerRecord record) {
        boolean named = request.services().isEmpty()
                ? !record.isOneOff()
                : request.services().contains(record.service().name());
        return named && (request.index().isEmpty() || request.index().getAsInt() == record.number());
    }

    private static String shortName(ContainerRecord record) {
        String prefix = record.project() + "-";
        return record.name().startsWith(prefix) ? record.name().substring(prefix.length()) : record.name();
    }

    @Override
    public void close() {
        List<Source> all = new ArrayList<>(sources.values());
        all.forEach(source -> source.reader().close());
    }
}
