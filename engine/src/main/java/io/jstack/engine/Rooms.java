package io.jstack.engine;

import io.jstack.runtime.ContainerRuntime;
import io.jstack.volumes.Volumes;

/** Everything an engine is made of, put together once at its start. */
record Rooms(
        Instance instance,
        ContainerRuntime runtime,
        Containers containers,
        ContainerFiles files,
        ProjectFiles projects,
        NetworkRoom networks,
        PortRoom ports,
        Volumes volumes,
        ImageRoom images,
        LogRoom logs,
        HostsFiles hosts,
        Lives lives,
        Inside inside,
        HookContainer hooks,
        Observer observer,
        Events events,
        ApiSockets api,
        LastSpecs specs) {}
