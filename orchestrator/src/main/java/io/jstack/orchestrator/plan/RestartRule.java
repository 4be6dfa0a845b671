package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.model.Lifecycle.Restart.Policy;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What becomes of a service's container whose process ended by itself. Compose's policies are Compose's; where none is written, a
 * kept service that ends with 0 is done and any other end is drift.
 *
 * @param policy as written; empty: jstack's own
 * @param attempts of {@code on-failure:n}
 * @param kept whether jstack keeps the service true ({@code x-jstack: {keep: false}} says no)
 * @param job whether some service waits for it to complete
 */
public record RestartRule(Optional<Policy> policy, OptionalInt attempts, boolean kept, boolean job) {
    /**
     * Whether it is started again.
     *
     * @param restarts made since it was last started on request
     */
    public boolean restarts(ExitStatus status, int restarts) {
        if (policy.isEmpty()) {
            return kept && !isDone(status);
        }
        return switch (policy.get()) {
            case NO -> false;
            case ALWAYS, UNLESS_STOPPED -> true;
            case ON_FAILURE -> !isDone(status) && (attempts.isEmpty() || restarts < attempts.getAsInt());
        };
    }

    /** Whether that end is the service's purpose: it must not run again, by anyone's plan. */
    public boolean isDone(ExitStatus status) {
        boolean endless = policy.filter(p -> p == Policy.ALWAYS || p == Policy.UNLESS_STOPPED)
                .isPresent();
        return !endless && (status.isSuccess() || (status.code().isEmpty() && job));
    }

    /** Whether a container that turns unhealthy is restarted. */
    public boolean restartsUnhealthy() {
        return kept && policy.filter(p -> p == Policy.NO).isEmpty();
    }

    /** The policy in words: {@code restart: always}. */
    @Override
    public String toString() {
        return "restart: "
                + policy.map(p -> p.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
                        .orElse("default");
    }
}
