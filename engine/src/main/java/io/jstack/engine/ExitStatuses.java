package io.jstack.engine;

import io.jstack.orchestrator.ExitStatus;
import java.util.Optional;

/** The runtime's exit status in the orchestrator's words. */
final class ExitStatuses {
    private ExitStatuses() {}

    static ExitStatus of(io.jstack.runtime.ExitStatus status) {
        Optional<String> signal = status.signal().isPresent()
                ? Optional.of(Signals.name(status.signal().getAsInt()))
                : Optional.empty();
        return new ExitStatus(status.number(), signal, status.oomKilled());
    }
}
