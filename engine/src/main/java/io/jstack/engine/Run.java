package io.jstack.engine;

import io.jstack.networking.Endpoint;
import io.jstack.networking.ReservedPort;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.Resources;
import io.jstack.runtime.oci.Seccomp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One life of a container's process, with what it holds of the host. After the process ended these things are kept for a moment, so
 * that a restart finds its network as it was.
 *
 * @param endpoints empty where the network is another's
 * @param ports host ports that lead here
 * @param inside what a process joining it later has in common with the first
 */
record Run(
        RunningContainer running,
        Instant started,
        List<Endpoint> endpoints,
        List<ReservedPort> ports,
        Inherited inside) {
    /**
     * What an exec starts from, and what the group it joins should be limited to.
     *
     * @param limits as the container was started with
     */
    record Inherited(ProcessSpec process, Optional<Seccomp> seccomp, Resources limits) {}

    Run {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }

    Run limited(Resources limits) {
        return new Run(running, started, endpoints, ports, new Inherited(inside.process(), inside.seccomp(), limits));
    }

    Run publishing(List<ReservedPort> others) {
        return new Run(running, started, endpoints, others, inside);
    }
}
