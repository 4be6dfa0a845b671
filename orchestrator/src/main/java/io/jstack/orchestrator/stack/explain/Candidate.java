package io.jstack.orchestrator.stack.explain;

import io.jstack.values.Place;
import java.util.Optional;

/**
 * One thing that gives a value.
 *
 * @param origin in words: {@code environment}, {@code .env}, {@code default}, {@code file}
 * @param place where it is written; empty for the caller's environment
 * @param value as text, in flow style for maps and lists
 * @param wins whether the value in force comes from here, wholly or in part
 */
public record Candidate(String origin, Optional<Place> place, String value, boolean wins) {
    @Override
    public String toString() {
        return (wins ? "* " : "  ") + place.map(Place::toString).orElse(origin) + " " + value;
    }
}
