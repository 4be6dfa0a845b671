package io.jstack.engine;

import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** A container's state in a sentence, as {@code docker ps} words it: {@code Up 3 minutes (healthy)}. */
public final class StatusText {
    private StatusText() {}

    public static String created(ContainerStatus row, Instant now) {
        return since(row.container().created(), now) + " ago";
    }

    public static String of(ContainerStatus row, Instant now) {
        return switch (row.phase()) {
            case CREATED -> "Created";
            case RUNNING -> "Up " + since(row.container().started().orElse(now), now) + health(row);
            case PAUSED -> "Up " + since(row.container().started().orElse(now), now) + " (Paused)";
            case RESTARTING -> "Restarting (" + code(row) + ")" + next(row, now);
            case CRASH_LOOP -> "crash-loop (" + code(row) + ")" + next(row, now);
            case EXITED -> "Exited (" + code(row) + ") " + ended(row, now);
            case DEAD -> "Dead";
        };
    }

    private static String health(ContainerStatus row) {
        if (row.health() == Health.NONE) {
            return "";
        }
        return row.health() == Health.STARTING ? " (health: starting)" : " (" + row.health() + ")";
    }

    private static String code(ContainerStatus row) {
        if (row.container().isAlive()) {
            return row.health().toString(); // it waits for a restart because of its health, and runs until then
        }
        return row.container()
                .exit()
                .map(exit ->
                        exit.code().isPresent() ? Integer.toString(exit.code().getAsInt()) : "unknown")
                .orElse("unknown");
    }

    private static String ended(ContainerStatus row, Instant now) {
        return row.container().finished().map(at -> since(at, now) + " ago").orElse("");
    }

    private static String next(ContainerStatus row, Instant now) {
        Optional<Duration> left =
                row.nextAttempt().map(at -> Duration.between(now, at)).filter(time -> !time.isNegative());
        return left.map(time -> " next try in " + Ago.words(time).toLowerCase(Locale.ROOT))
                .orElse("");
    }

    private static String since(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        return Ago.words(age.isNegative() ? Duration.ZERO : age);
    }
}
