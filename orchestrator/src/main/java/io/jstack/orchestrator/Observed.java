package io.jstack.orchestrator;

import io.jstack.values.ContainerId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What the host shows of one project.
 *
 * @param networks by their names on the host; also external ones the project's containers are on
 * @param volumes named volumes, by their names on the host
 * @param containers of every service and one-off, also exited ones
 */
public record Observed(
        String project, Map<String, OfNetwork> networks, Map<String, OfVolume> volumes, List<OfContainer> containers) {
    public Observed {
        networks = Collections.unmodifiableMap(new TreeMap<>(networks));
        volumes = Collections.unmodifiableMap(new TreeMap<>(volumes));
        containers = List.copyOf(containers);
    }

    /** A project of which nothing is there. */
    public static Observed nothing(String project) {
        return new Observed(project, Map.of(), Map.of(), List.of());
    }

    /** The container with that id. */
    public Optional<OfContainer> container(ContainerId id) {
        return containers.stream().filter(c -> c.id().equals(id)).findFirst();
    }

    /**
     * A network.
     *
     * @param hash as given to {@link Engine#ensureNetwork}; empty when this project did not make it
     */
    public record OfNetwork(String name, Optional<String> hash, List<Drift> drifts) {
        public OfNetwork {
            drifts = List.copyOf(drifts);
        }
    }

    /**
     * A named volume.
     *
     * @param hash as given to {@link Engine#ensureVolume}; empty when this project did not make it
     */
    public record OfVolume(String name, Optional<String> hash, List<Drift> drifts) {
        public OfVolume {
            drifts = List.copyOf(drifts);
        }
    }

    /**
     * A container.
     *
     * @param number of the replica, from 1; of a one-off, 0
     * @param hash the {@link ContainerOrder#hash()} it was created by
     * @param image the reference it was created from
     * @param command entrypoint and command, as {@code ps} shows them
     * @param health as last noted; {@link Health#NONE} until then
     * @param exit of the last run, while it is not running
     * @param restarts since it was last started on request
     * @param addresses by network name
     */
    public record OfContainer(
            ContainerId id,
            String name,
            String service,
            int number,
            boolean oneOff,
            String hash,
            String image,
            String imageId,
            String command,
            State state,
            OptionalInt pid,
            Health health,
            Optional<ExitStatus> exit,
            Instant created,
            Optional<Instant> started,
            Optional<Instant> finished,
            int restarts,
            Map<String, String> addresses,
            List<Publish> publishes,
            List<Drift> drifts) {
        public OfContainer {
            addresses = Collections.unmodifiableMap(new LinkedHashMap<>(addresses));
            publishes = List.copyOf(publishes);
            drifts = List.copyOf(drifts);
        }

        /** The same container with another health. */
        public OfContainer withHealth(Health other) {
            return new OfContainer(
                    id, name, service, number, oneOff, hash, image, imageId, command, state, pid, other, exit, created,
                    started, finished, restarts, addresses, publishes, drifts);
        }

        /** Running, also when paused. */
        public boolean isAlive() {
            return state == State.RUNNING || state == State.PAUSED;
        }
    }

    /** What the kernel says of a container. */
    public enum State {
        CREATED,
        RUNNING,
        PAUSED,
        EXITED,
        /** It can never be started again (its files are gone): only removed. */
        DEAD
    }

    /** A published port as it is: {@code 0.0.0.0:8080->80/tcp}. */
    public record Publish(String hostIp, int hostPort, int target, String protocol) {
        @Override
        public String toString() {
            String ip = hostIp.contains(":") ? "[" + hostIp + "]" : hostIp;
            return ip + ":" + hostPort + "->" + target + "/" + protocol;
        }
    }
}
