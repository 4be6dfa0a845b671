package io.jstack.orchestrator.control;

import io.jstack.orchestrator.CommandResult;
import io.jstack.orchestrator.ContainerStatus.ProbeRun;
import io.jstack.orchestrator.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One run's health: what each probe's result means, and when the next one is due. Probes made early, while starting, can make it
 * healthy at once but never unhealthy sooner than the file says: a failure counts only once per {@code interval}, and never inside the
 * start period. No clock of its own.
 */
final class HealthWatch {
    private static final int KEPT = 5;
    private static final Duration FIRST_START_INTERVAL = Duration.ofMillis(100);
    private static final Duration LONGEST_START_INTERVAL = Duration.ofSeconds(1);

    private final HealthSettings settings;
    private final Deque<ProbeRun> runs = new ArrayDeque<>();
    private final Instant started;
    private Health health;
    private int failures;
    private Instant nextCounts;
    private Duration startInterval = FIRST_START_INTERVAL;
    private Optional<Instant> healthySince = Optional.empty();
    private Duration wasHealthyFor = Duration.ZERO;

    /** A run that begins now: starting. */
    static HealthWatch begin(HealthSettings settings, Instant started) {
        return new HealthWatch(settings, started, Health.STARTING);
    }

    /** A run that went on while nobody watched. */
    static HealthWatch resume(HealthSettings settings, Instant started, Health before, Instant now) {
        HealthWatch watch = new HealthWatch(settings, started, before == Health.NONE ? Health.STARTING : before);
        if (before == Health.HEALTHY) {
            watch.healthySince = Optional.of(now);
        }
        return watch;
    }

    private HealthWatch(HealthSettings settings, Instant started, Health health) {
        this.settings = settings;
        this.started = started;
        this.health = health;
        this.nextCounts = started.plus(settings.startPeriod()).plus(settings.interval());
    }

    HealthSettings settings() {
        return settings;
    }

    Health health() {
        return health;
    }

    int failures() {
        return failures;
    }

    /** How long it had been healthy when it turned unhealthy. */
    Duration wasHealthyFor() {
        return wasHealthyFor;
    }

    List<ProbeRun> runs() {
        return List.copyOf(runs);
    }

    /** The last probe's output, in one line. */
    String lastOutput() {
        ProbeRun last = runs.peekLast();
        if (last == null) {
            return "";
        }
        CommandResult result = last.result();
        String text = result.output().strip().replaceAll("\\s+", " ");
        String end = result.timedOut() ? "timed out" : "exit " + result.exitCode();
        return text.isEmpty() ? end : end + ": " + (text.length() > 200 ? text.substring(0, 200) + "…" : text);
    }

    /** Takes a probe's result; true when the health changed by it, or when what was unhealthy before this watch has shown to be so still. */
    boolean note(Instant begun, Instant ended, CommandResult result) {
        runs.add(new ProbeRun(begun, Duration.between(begun, ended), result));
        if (runs.size() > KEPT) {
            runs.poll();
        }
        Health before = health;
        boolean confirmed = false;
        if (result.isSuccess()) {
            failures = 0;
            health = Health.HEALTHY;
            healthySince = healthySince.or(() -> Optional.of(ended));
            nextCounts = later(ended, started.plus(settings.startPeriod()));
        } else if (!ended.isBefore(nextCounts)) {
            failures++;
            nextCounts = ended.plus(settings.interval());
            if (failures >= settings.retries()) {
                health = Health.UNHEALTHY;
                confirmed = failures == settings.retries();
                wasHealthyFor = healthySince
                        .map(since -> Duration.between(since, ended))
                        .orElse(wasHealthyFor);
                healthySince = Optional.empty();
            }
        }
        return before != health || confirmed;
    }

    /** The wait before the next probe. */
    Duration untilNext(Instant now) {
        if (health != Health.STARTING) {
            return settings.interval();
        }
        if (settings.startInterval().isPresent()) {
            boolean inside = now.isBefore(started.plus(settings.startPeriod()));
            return inside ? growing(settings.startInterval().get()) : settings.interval();
        }
        Duration wait = min(growing(LONGEST_START_INTERVAL), settings.interval());
        Duration untilCounted = Duration.between(now, nextCounts);
        return untilCounted.isNegative() || untilCounted.isZero() ? wait : min(wait, untilCounted);
    }

    /** 100 ms at first, doubling: what starts at once is healthy at once, however seldom the file wants to look. */
    private Duration growing(Duration longest) {
        Duration wait = min(startInterval, longest);
        startInterval = min(startInterval.multipliedBy(2), longest);
        return wait;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
