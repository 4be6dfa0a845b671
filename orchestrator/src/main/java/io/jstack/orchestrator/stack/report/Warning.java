package io.jstack.orchestrator.stack.report;

import io.jstack.values.Place;
import java.util.Optional;

/**
 * Something the user should know that does not stop the stack.
 *
 * @param place where it stands, when a file says it
 * @param message lower case, no full stop
 */
public record Warning(Optional<Place> place, String message) {
    @Override
    public String toString() {
        return place.map(p -> p + ": ").orElse("") + message;
    }
}
