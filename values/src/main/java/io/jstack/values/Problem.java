package io.jstack.values;

import java.util.Optional;

/**
 * One thing that is wrong: what, where, and the way out.
 *
 * @param code stable, for scripts
 * @param place the file position at fault, where a file is
 * @param message lower case, no full stop, with the offending value
 * @param remedy what to do instead, printed after {@code try:}; empty when there is nothing to do
 */
public record Problem(ErrorCode code, Optional<Place> place, String message, String remedy) {
    @Override
    public String toString() {
        String head = place.map(p -> p + ": ").orElse("") + code.id() + ": " + message;
        return remedy.isEmpty() ? head : head + "\n  try: " + remedy;
    }
}
