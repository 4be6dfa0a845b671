package io.jstack.orchestrator.stack.interpolate;

import java.util.Optional;

/** Where the value of a variable comes from; empty when it is not set. */
@FunctionalInterface
public interface Lookup {
    Optional<String> value(String name);
}
