package io.jstack.orchestrator.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a service starts, ends and comes back.
 *
 * @param restart empty: jstack's own default, see {@link Restart}
 * @param stopSignal by name or number; empty: the image's, then SIGTERM
 * @param stopGracePeriod between the stop signal and SIGKILL; empty: 10 s
 * @param update how its replicas are replaced; empty: each is stopped, then started anew, and that it started is enough
 * @param rollback how those of a failed update are put back; empty: as {@code update} says
 */
public record Lifecycle(
        Optional<Restart> restart,
        Optional<String> stopSignal,
        Optional<Duration> stopGracePeriod,
        List<Hook> preStart,
        List<Hook> postStart,
        List<Hook> preStop,
        Optional<UpdateConfig> update,
        Optional<UpdateConfig> rollback) {
    public Lifecycle {
        preStart = List.copyOf(preStart);
        postStart = List.copyOf(postStart);
        preStop = List.copyOf(preStop);
    }

    public Lifecycle withRestart(Restart other) {
        return new Lifecycle(
                Optional.of(other), stopSignal, stopGracePeriod, preStart, postStart, preStop, update, rollback);
    }

    /**
     * {@code restart}, or {@code deploy.restart_policy} in its terms.
     *
     * @param maximumRetries of {@code on-failure:n}; empty: no limit
     * @param delay before each restart, from {@code deploy.restart_policy}; empty: back-off
     */
    public record Restart(Policy policy, Optional<Integer> maximumRetries, Optional<Duration> delay) {
        /** The words of the specification. */
        public enum Policy {
            NO,
            ALWAYS,
            ON_FAILURE,
            UNLESS_STOPPED
        }
    }

    /** A command run in or beside the container at a moment of its life. */
    public record Hook(
            List<String> command,
            Optional<String> image,
            Optional<String> user,
            boolean privileged,
            Optional<String> workingDirectory,
            Map<String, String> environment,
            boolean perReplica) {
        public Hook {
            command = List.copyOf(command);
            environment = Ordered.copy(environment);
        }
    }

    /**
     * {@code deploy.update_config} and {@code deploy.rollback_config}.
     *
     * @param parallelism replicas replaced at a time; 0: all
     * @param delay between one replica and the next
     * @param monitor how long a new replica has to stay well
     * @param maxFailureRatio up to this share of failed replicas, {@code failureAction} is not taken
     */
    public record UpdateConfig(
            Order order,
            int parallelism,
            Duration delay,
            Duration monitor,
            FailureAction failureAction,
            double maxFailureRatio) {
        /** Whether the old replica stops before the new one starts. */
        public enum Order {
            STOP_FIRST,
            START_FIRST
        }

        /** What a failed update does. */
        public enum FailureAction {
            /** No further replica is replaced until somebody brings the service up again. */
            PAUSE,
            CONTINUE,
            /** Replicas already replaced are put back. */
            ROLLBACK
        }
    }
}
