package io.jstack.engine;

import io.jstack.runtime.RunningContainer;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * What was looked at closely and found right, by the signs it bore then: while it bears the same, nobody has to look closely again.
 * Forgets a run by itself when nobody else knows it any more.
 */
final class FoundRight<S> {
    private final Map<RunningContainer, S> signs = Collections.synchronizedMap(new WeakHashMap<>());

    boolean still(Run run, S sign) {
        return sign.equals(signs.get(run.running()));
    }

    Optional<S> known(Run run) {
        return Optional.ofNullable(signs.get(run.running()));
    }

    void note(Run run, S sign) {
        signs.put(run.running(), sign);
    }
}
