package io.jstack.engine;

import io.jstack.orchestrator.Drift;
import java.util.List;

/** One thing that may go astray with a running container, besides its networks. */
interface Concern {
    /** What is wrong now. Asked of every running container every few seconds: costs little while nothing changes. */
    List<Drift> look(Container container, Run run);

    /** Puts right, under the running process, what {@link #look} showed with {@link Drift.Repair#IN_PLACE}. */
    void repair(Container container, Run run, Drift drift);

    /** Whether drifts of that kind are this concern's. */
    boolean owns(Drift.Kind kind);
}
