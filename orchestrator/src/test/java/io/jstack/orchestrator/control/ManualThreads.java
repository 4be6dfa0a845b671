package io.jstack.orchestrator.control;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/** Threads and a clock under the test's hand: nothing runs but in {@link #settle} and {@link #advance}, and always in the same order. */
final class ManualThreads implements Executor, Timer {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Due> alarms = new PriorityQueue<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long count;

    private record Due(Instant at, long order, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Alarm after(Duration delay, Runnable task) {
        Due due = new Due(now.plus(delay), count++, task);
        alarms.add(due);
        return () -> alarms.remove(due);
    }

    /** Runs everything that can run without time passing. */
    void settle() {
        int left = 1_000_000;
        Runnable task;
        while ((task = tasks.poll()) != null) {
            if (left-- == 0) {
                throw new AssertionError("never comes to rest");
            }
            task.run();
        }
    }

    /** Runs one task, if there is one. */
    boolean step() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    /** Everything begun is lost, as when a process is killed. */
    void forget() {
        tasks.clear();
        alarms.clear();
    }

    /** Lets time pass, alarm by alarm. */
    void advance(Duration duration) {
        Instant end = now.plus(duration);
        settle();
        while (!alarms.isEmpty() && !alarms.element().at().isAfter(end)) {
            Due due = alarms.remove();
            now = due.at();
            due.task().run();
            settle();
        }
        now = end;
    }
}
