package io.jstack.orchestrator.stack.explain;

import io.jstack.values.Place;
import java.util.List;
import java.util.Optional;

/**
 * A variable a stack file uses.
 *
 * @param defaultValue the first default the file gives it
 * @param alternative the first value the file uses instead when it is set
 * @param required whether some use refuses to go without it
 * @param places every value it is used in
 */
public record StackVariable(
        String name,
        Optional<String> defaultValue,
        Optional<String> alternative,
        boolean required,
        List<Place> places) {
    public StackVariable {
        places = List.copyOf(places);
    }
}
