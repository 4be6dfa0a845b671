package io.jstack.orchestrator.control;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets a few probes run at once and the others wait for them, as long as they are quick: those of containers that were started together
 * fall due together, and all at once would each need a thread made for it, only to wait for each other in the kernel. One that hangs
 * holds nobody up: who has waited long enough begins all the same. Owned by the project's mailbox.
 */
final class Turns {
    static final int AT_ONCE = 3;
    static final Duration LONGEST_WAIT = Duration.ofMillis(250);

    private final Project project;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int running;
    private Timer.Alarm alarm = Timer.Alarm.NONE;

    private record Waiting(Instant until, Runnable probe) {}

    Turns(Project project) {
        this.project = project;
    }

    /** Begins it now or a little later; {@link #over} is to be called once for each. */
    void take(Runnable probe) {
        if (running < AT_ONCE) {
            begin(probe);
            return;
        }
        waiting.add(new Waiting(now().plus(LONGEST_WAIT), probe));
        if (waiting.size() == 1) {
            watch();
        }
    }

    /** One that had begun is over, or did not come to it. */
    void over() {
        running--;
        if (running < AT_ONCE && !waiting.isEmpty()) {
            begin(waiting.remove().probe());
            if (waiting.isEmpty()) {
                alarm.cancel();
            }
        }
    }

    private void begin(Runnable probe) {
        running++;
        probe.run();
    }

    private void watch() {
        alarm.cancel();
        Duration left = Duration.between(now(), waiting.element().until());
        alarm = project.means.timer().after(left, () -> project.mailbox.execute(this::letLateOnesIn));
    }

    private void letLateOnesIn() {
        while (!waiting.isEmpty() && !waiting.element().until().isAfter(now())) {
            begin(waiting.remove().probe());
        }
        if (!waiting.isEmpty()) {
            watch();
        }
    }

    private Instant now() {
        return project.means.timer().now();
    }
}
