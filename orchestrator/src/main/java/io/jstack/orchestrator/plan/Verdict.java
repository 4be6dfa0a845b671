package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.Observed.OfContainer;
import java.util.List;
import java.util.Optional;

/** What is to become of one replica, decided before any step is written down. */
sealed interface Verdict {
    Replica replica();

    /** The container it has now. */
    Optional<OfContainer> container();

    /** Nothing, it is as it should be: running, or done. */
    record Keep(Replica replica, OfContainer present) implements Verdict {
        @Override
        public Optional<OfContainer> container() {
            return Optional.of(present);
        }
    }

    /** Nothing, for it is none of this plan's business. */
    record Leave(Replica replica, Optional<OfContainer> container) implements Verdict {}

    record Create(Replica replica, Cause cause) implements Verdict {
        @Override
        public Optional<OfContainer> container() {
            return Optional.empty();
        }
    }

    record Recreate(Replica replica, OfContainer old, Cause cause) implements Verdict {
        @Override
        public Optional<OfContainer> container() {
            return Optional.of(old);
        }
    }

    record Start(Replica replica, OfContainer present, Cause cause) implements Verdict {
        @Override
        public Optional<OfContainer> container() {
            return Optional.of(present);
        }
    }

    record Restart(Replica replica, OfContainer present, Cause cause) implements Verdict {
        @Override
        public Optional<OfContainer> container() {
            return Optional.of(present);
        }
    }

    record Repair(Replica replica, OfContainer present, List<Drift> drifts) implements Verdict {
        @Override
        public Optional<OfContainer> container() {
            return Optional.of(present);
        }
    }

    /** It runs now and goes on running in the same container. */
    default boolean isUndisturbed() {
        return (this instanceof Keep || this instanceof Repair)
                && container().filter(OfContainer::isAlive).isPresent();
    }
}
