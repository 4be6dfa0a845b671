package io.jstack.engine;

import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.Observed;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A container this engine knows: its record, and the run that is on or was last. Changes come from one thread at a time (the port
 * promises it), looks from any.
 */
final class Container {
    private static final Duration COPIES_END = Duration.ofSeconds(10);

    private volatile ContainerRecord record;
    private volatile Optional<Run> run = Optional.empty();
    private volatile Phase phase;
    private final Lock rest = new ReentrantLock(true);

    /**
     * How things stand.
     *
     * @param finished when the last run ended
     */
    record Phase(
            Observed.State state,
            Health health,
            int restarts,
            Optional<Instant> started,
            Optional<Instant> finished,
            Optional<ExitStatus> exit) {
        static final Phase CREATED =
                new Phase(Observed.State.CREATED, Health.NONE, 0, Optional.empty(), Optional.empty(), Optional.empty());

        Phase with(Observed.State other) {
            return new Phase(other, health, restarts, started, finished, exit);
        }

        Phase with(Health other) {
            return new Phase(state, other, restarts, started, finished, exit);
        }

        Phase running(Instant at, int count) {
            return new Phase(
                    Observed.State.RUNNING, Health.NONE, count, Optional.of(at), Optional.empty(), Optional.empty());
        }

        Phase ended(Instant at, ExitStatus status) {
            return new Phase(Observed.State.EXITED, health, restarts, started, Optional.of(at), Optional.of(status));
        }
    }

    Container(ContainerRecord record, Phase phase) {
        this.record = record;
        this.phase = phase;
    }

    /** Held while its files are open without a run: two overlays with one upper directory corrupt it. */
    Lock rest() {
        return rest;
    }

    /** {@link #rest}, for who starts or removes it. A copy may wait for a user's input, so its end is not waited for forever. */
    Lock withoutCopies() {
        try {
            if (rest.tryLock(COPIES_END.toMillis(), TimeUnit.MILLISECONDS)) {
                return rest;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new JstackException(
                EngineError.IN_USE,
                "files are being copied from or to container " + record.name(),
                "wait for the cp, or end it");
    }

    ContainerId id() {
        return record.id();
    }

    ContainerRecord record() {
        return record;
    }

    void record(ContainerRecord changed) {
        record = changed;
    }

    Phase phase() {
        return phase;
    }

    /** Also after the process ended, until its namespaces are given up. */
    Optional<Run> run() {
        return run;
    }

    synchronized void begin(Run begun, int restarts) {
        run = Optional.of(begun);
        phase = phase.running(begun.started(), restarts);
    }

    synchronized void note(Health health) {
        phase = phase.with(health);
    }

    synchronized void note(Observed.State state) {
        phase = phase.with(state);
    }

    /** Whether {@code ended} was the present run: a late word of an earlier one changes nothing. */
    synchronized boolean end(Run ended, Instant at, ExitStatus status) {
        if (run.isEmpty()
                || run.get().running() != ended.running()
                || phase.exit().isPresent()) {
            return false;
        }
        phase = phase.ended(at, status);
        return true;
    }

    /** It ended without a run that could tell. */
    synchronized void gone(Instant at) {
        phase = phase.ended(at, ExitStatus.unknown());
    }

    /** The same life, holding other things. */
    synchronized void replaceRun(Run present, Run changed) {
        if (run.filter(known -> known.running() == present.running()).isPresent()) {
            run = Optional.of(changed);
        }
    }

    /** Forgets the run, whose descriptors the caller now owns. */
    synchronized Optional<Run> giveUpRun() {
        Optional<Run> given = run;
        run = Optional.empty();
        return given;
    }

    boolean isAlive() {
        Observed.State state = phase.state();
        return state == Observed.State.RUNNING || state == Observed.State.PAUSED;
    }
}
