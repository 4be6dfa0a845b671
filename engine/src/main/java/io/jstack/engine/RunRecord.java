package io.jstack.engine;

import io.jstack.networking.ReservedPort;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.Observed;
import io.jstack.runtime.ContainerHandle;
import java.time.Instant;
import java.util.List;

/**
 * What another engine must know of a running container besides what its holder keeps; lies in {@code /run}, gone with the host's boot.
 *
 * @param restarts since it was last started on request
 * @param paused on request; what is frozen otherwise is drift
 * @param ports in the order in which the holder keeps their sockets, see {@link ReservedPort}
 */
record RunRecord(
        ContainerHandle handle,
        Instant started,
        int restarts,
        Health health,
        List<Observed.Publish> ports,
        boolean paused) {
    RunRecord {
        ports = List.copyOf(ports);
    }

    /** Of a run as it is now. */
    static RunRecord of(Container container, Run run) {
        return new RunRecord(
                run.running().handle(),
                run.started(),
                container.phase().restarts(),
                container.phase().health(),
                PortRoom.shown(run.ports()),
                container.phase().state() == Observed.State.PAUSED);
    }
}
