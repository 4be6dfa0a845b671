package io.jstack.orchestrator.control;

import io.jstack.orchestrator.ContainerStatus.Phase;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.plan.Replica;
import io.jstack.values.ContainerId;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One container as the loop knows it. Owned by the project's mailbox. */
final class Tracked {
    /** What is being done to it. */
    enum Doing {
        NOTHING,
        STARTING,
        ENDING
    }

    final ContainerId id;
    Replica replica;
    final boolean oneOff;
    final Backoff backoff = new Backoff();

    Doing doing = Doing.NOTHING;
    boolean alive;
    boolean paused;
    /** Grows with every start and end: what was begun in an earlier run is of no interest any more. */
    int run;

    /** What it was made from, as far as that is known. */
    String hash = "";

    int restarts;
    Instant startedAt = Instant.EPOCH;
    Optional<ExitStatus> exit = Optional.empty();
    /** An end that was told before the start's own call had returned. */
    Optional<ExitStatus> earlyEnd = Optional.empty();

    Optional<Instant> killedAt = Optional.empty();
    Optional<Instant> nextAttempt = Optional.empty();
    Timer.Alarm attempt = Timer.Alarm.NONE;
    boolean waitsForDependency;
    /** It has yet to show that it may take its predecessor's place: when it ends, nobody starts it again. */
    boolean onTrial;

    String reason = "";

    Optional<HealthWatch> health = Optional.empty();
    Timer.Alarm probe = Timer.Alarm.NONE;
    CompletableFuture<ExitStatus> ended = new CompletableFuture<>();

    Tracked(ContainerId id, Replica replica, boolean oneOff) {
        this.id = id;
        this.replica = replica;
        this.oneOff = oneOff;
    }

    /** By which turns are taken and wishes are kept: {@code web-1}. */
    String key() {
        return replica.toString();
    }

    Health healthNow() {
        return alive ? health.map(HealthWatch::health).orElse(Health.NONE) : Health.NONE;
    }

    /** Something is being done to it, or will be: no plan of the loop needs to. */
    boolean isResting() {
        return doing != Doing.NOTHING || nextAttempt.isPresent() || waitsForDependency;
    }

    Phase phase(Phase observed) {
        if (nextAttempt.isPresent() || waitsForDependency || (!alive && doing == Doing.STARTING && restarts > 0)) {
            return backoff.isCrashLoop() ? Phase.CRASH_LOOP : Phase.RESTARTING;
        }
        return observed;
    }

    void cancelAttempt() {
        attempt.cancel();
        attempt = Timer.Alarm.NONE;
        nextAttempt = Optional.empty();
        waitsForDependency = false;
    }
}
