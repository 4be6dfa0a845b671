package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.ExitStatus;
import java.util.List;

/** Why something is done. Its text is the user's sentence. */
public sealed interface Cause {
    /** It should be there and is not. */
    record NotFound() implements Cause {
        @Override
        public String toString() {
            return "not found";
        }
    }

    /** It was made and never ran. */
    record NotStarted() implements Cause {
        @Override
        public String toString() {
            return "not started";
        }
    }

    /**
     * It was made from something else.
     *
     * @param what {@code image}, {@code configuration}, {@code network backend}, {@code command}
     */
    record Changed(List<String> what) implements Cause {
        public Changed {
            what = List.copyOf(what);
        }

        @Override
        public String toString() {
            return String.join(", ", what) + " changed";
        }
    }

    /** Its process ended. */
    record Exited(ExitStatus status) implements Cause {
        @Override
        public String toString() {
            return status.toString();
        }
    }

    /** It is no longer as it was made. */
    record Drifted(Drift drift) implements Cause {
        @Override
        public String toString() {
            return drift.cause();
        }
    }

    /** It can never run again. */
    record Broken() implements Cause {
        @Override
        public String toString() {
            return "its files are gone";
        }
    }

    /** The stack has no such service. */
    record Orphaned() implements Cause {
        @Override
        public String toString() {
            return "orphan";
        }
    }

    /** There are more than asked for. */
    record Surplus(int replicas) implements Cause {
        @Override
        public String toString() {
            return "scaled to " + replicas;
        }
    }

    /** Another container has its place: a recreate was cut short. */
    record Superseded() implements Cause {
        @Override
        public String toString() {
            return "left over from an interrupted recreate";
        }
    }

    /** Something it depends on was {@code recreated} or {@code restarted}. */
    record Followed(String service, String what) implements Cause {
        @Override
        public String toString() {
            return service + " is " + what;
        }
    }

    /** It holds a port or an address another container gets. */
    record HandedOver(String claim, Replica to) implements Cause {
        @Override
        public String toString() {
            return claim + " goes to " + to;
        }
    }

    /** Something waits for it. */
    record Needed(String by) implements Cause {
        @Override
        public String toString() {
            return "for " + by;
        }
    }

    /** Somebody said so: {@code down}, {@code --force-recreate}. */
    record Asked(String word) implements Cause {
        @Override
        public String toString() {
            return word;
        }
    }
}
