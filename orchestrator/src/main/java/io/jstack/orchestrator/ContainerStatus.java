package io.jstack.orchestrator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A container, and what the loop makes of it.
 *
 * @param nextAttempt when it is started again, while it waits for that
 * @param reason why it is as it is, for people: {@code exit 137, SIGKILL}, {@code stopped by user}, {@code probe failed: …}; may be empty
 * @param probes the last five, oldest first
 */
public record ContainerStatus(
        Observed.OfContainer container,
        Phase phase,
        Health health,
        Optional<Instant> nextAttempt,
        String reason,
        List<ProbeRun> probes) {
    public ContainerStatus {
        probes = List.copyOf(probes);
    }

    /** The state in Docker's words, and one of our own. */
    public enum Phase {
        CREATED,
        RUNNING,
        PAUSED,
        /** It ended and is about to be started again. */
        RESTARTING,
        /** It ended five times in a row within ten seconds; tried again ever more rarely. */
        CRASH_LOOP,
        EXITED,
        DEAD;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** One probe made. */
    public record ProbeRun(Instant at, Duration took, CommandResult result) {}
}
