package io.jstack.engine;

import io.jstack.networking.EndpointSpec;
import io.jstack.networking.NetworkSpec;
import io.jstack.networking.ReplicaKey;
import io.jstack.runtime.Prepared;
import io.jstack.values.ContainerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The network of {@code RUN}: made for the first step that needs it, gone a moment after the last. */
final class BuildNetwork {
    /** No project can be called so. */
    static final String PROJECT = "_build";

    private static final Duration LINGER = Duration.ofSeconds(10);

    private final NetworkRoom room;
    private final String name;
    private final ScheduledExecutorService later;
    private int users;
    private int next;

    BuildNetwork(Instance instance, NetworkRoom room, ScheduledExecutorService later) {
        this.room = room;
        this.name = instance.name() + "_build";
        this.later = later;
    }

    /** Connects a gated build step; {@link #leave} must follow. */
    void join(ContainerId step, Prepared prepared) {
        EndpointSpec endpoint = enter(step);
        room.networks()
                .attach(
                        prepared.networkNamespace().orElseThrow(),
                        prepared.netlink().orElseThrow(),
                        List.of(endpoint));
    }

    private synchronized EndpointSpec enter(ContainerId step) {
        users++;
        NetworkRecord record = room.find(name).orElseGet(this::make);
        room.ensure(record);
        ReplicaKey key = new ReplicaKey("step", ++next);
        return new EndpointSpec(
                step.value(),
                room.state(name),
                room.address(name, key, List.of()),
                Optional.empty(),
                "eth0",
                Set.of(EndpointSpec.Trait.DEFAULT_ROUTE));
    }

    private NetworkRecord make() {
        NetworkSpec spec = NetworkSpec.of(PROJECT, name, ContainerId.random().value());
        return room.add(spec);
    }

    synchronized void leave() {
        users--;
        Future<?> unused = later.schedule(this::removeWhenIdle, LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What an earlier engine left, or nobody uses any more. */
    synchronized void removeWhenIdle() {
        if (users == 0) {
            next = 0;
            room.remove(PROJECT, name);
        }
    }
}
