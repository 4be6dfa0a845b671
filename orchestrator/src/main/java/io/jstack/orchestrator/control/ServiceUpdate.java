package io.jstack.orchestrator.control;

import io.jstack.orchestrator.model.Lifecycle.UpdateConfig;
import io.jstack.orchestrator.model.Lifecycle.UpdateConfig.FailureAction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far the replacement of a service's replicas by one plan has come, and whether it goes on. No clock of its own. Owned by the
 * project's mailbox.
 */
final class ServiceUpdate {
    private final UpdateConfig config;
    private final int replicas;
    private final List<Replaced> replaced = new ArrayList<>();
    private Optional<Instant> lastEnd = Optional.empty();
    private int ended;
    private int failed;
    private boolean stopped;

    /** A replica that has a new container; the old one has ended and can still be put back. */
    record Replaced(Tracked old, Tracked fresh) {}

    /** @param replicas how many are to be replaced */
    ServiceUpdate(UpdateConfig config, int replicas) {
        this.config = config;
        this.replicas = replicas;
    }

    UpdateConfig config() {
        return config;
    }

    /** Whether no further replica is to be replaced. */
    boolean isStopped() {
        return stopped;
    }

    /** How long the next replica has to wait yet. */
    Duration untilNext(Instant now) {
        return lastEnd.map(end -> Duration.between(now, end.plus(config.delay())))
                .filter(wait -> !wait.isNegative())
                .orElse(Duration.ZERO);
    }

    /** Whether old containers are kept until the last replica is replaced. */
    boolean keepsOld() {
        return config.failureAction() == FailureAction.ROLLBACK && replicas > 1;
    }

    void succeeded(Replaced one, Instant now) {
        replaced.add(one);
        end(now);
    }

    /** A replica was not replaced; true when those replaced before are to be put back. */
    boolean failed(Instant now) {
        failed++;
        end(now);
        if (failed <= config.maxFailureRatio() * replicas || config.failureAction() == FailureAction.CONTINUE) {
            return false;
        }
        stopped = true;
        return config.failureAction() == FailureAction.ROLLBACK;
    }

    private void end(Instant now) {
        ended++;
        lastEnd = Optional.of(now);
    }

    boolean isLast() {
        return ended == replicas;
    }

    /** Those replaced so far, the last first; each is handed out once. */
    List<Replaced> takeReplaced() {
        List<Replaced> taken = new ArrayList<>(replaced);
        java.util.Collections.reverse(taken);
        replaced.clear();
        return taken;
    }
}
