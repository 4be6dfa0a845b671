package io.jstack.networking;

import io.jstack.networking.EndpointSpec.Trait;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NetlinkRequest;
import io.jstack.runtime.kernel.Rtnetlink;
import io.jstack.runtime.kernel.RtnetlinkRequests;
import io.jstack.runtime.kernel.SocketNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A host of its own for a test: a new network namespace, in which the body's thread lives, with a neighbour machine at 10.99.0.2, this
 * host being 10.99.0.1. When the body ends the namespaces die, and with them whatever is in them.
 */
final class World implements AutoCloseable {
    static final String HOST = "10.99.0.1";
    static final String NEIGHBOUR = "10.99.0.2";

    final Networks networks;
    final Fd host = here();
    final Fd neighbour = empty();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<String, NetworkAddresses> addresses = new HashMap<>();

    private World(NetworkSettings settings) {
        open.add(host);
        open.add(neighbour);
        try (Rtnetlink here = Rtnetlink.open();
                Rtnetlink there = Rtnetlink.openIn(path(neighbour))) {
            here.apply(RtnetlinkRequests.raiseLoopback());
            here.apply(
                    RtnetlinkRequests.addBridge("lan0", Ipv4.parse(HOST).mac().bytes(), 1500, 7));
            int lan = here.link("lan0").orElseThrow().index();
            here.apply(RtnetlinkRequests.addAddress(lan, Ipv4.parse(HOST).bytes(), 24));
            here.apply(RtnetlinkRequests.addVeth(
                    "lan1", lan, 1500, 7, "eth0", Ipv4.parse(NEIGHBOUR).mac().bytes(), neighbour));
            int eth = there.link("eth0").orElseThrow().index();
            there.apply(List.<NetlinkRequest>of(
                    RtnetlinkRequests.raiseLoopback(),
                    RtnetlinkRequests.raise("eth0"),
                    RtnetlinkRequests.addAddress(eth, Ipv4.parse(NEIGHBOUR).bytes(), 24),
                    RtnetlinkRequests.defaultRoute(Ipv4.parse(HOST).bytes(), eth)));
            here.awaitRunning("lan1");
        }
        sysctl("ipv4/ip_forward", "0"); // a new namespace begins with the host's
        networks = Networks.open(settings);
        open.add(networks);
    }

    /** Runs a test in a world. */
    static void with(Consumer<World> body) {
        with(NetworkSettings.of("jnettest"), body);
    }

    static void with(NetworkSettings settings, Consumer<World> body) {
        SocketNamespace.inNew(() -> {
            try (World world = new World(settings)) {
                body.accept(world);
            }
            return true;
        });
    }

    static Path path(Fd fd) {
        return Path.of("/proc/self/fd/" + fd.number());
    }

    private static Fd here() {
        return Linux.open("/proc/thread-self/ns/net", Linux.O_RDONLY);
    }

    /** A network namespace with nothing in it. */
    static Fd empty() {
        return SocketNamespace.inNew(World::here);
    }

    NetworkState network(String name) {
        return network(NetworkSpec.of("web", name, "0".repeat(64)));
    }

    NetworkState network(NetworkSpec spec) {
        Map<ReplicaKey, Optional<Ipv4>> replicas = IntStream.rangeClosed(1, 9)
                .boxed()
                .collect(Collectors.toMap(n -> new ReplicaKey("c", n), n -> Optional.<Ipv4>empty()));
        List<Subnet> taken = new ArrayList<>(networks.hostRoutes());
        addresses.values().forEach(other -> taken.add(other.subnet()));
        NetworkAddresses settled =
                new AddressPool(networks.settings().pool()).settle(spec, replicas, Optional.empty(), taken);
        addresses.put(spec.name(), settled);
        return networks.ensure(spec, settled);
    }

    /** A container with a namespace of its own, on one network. */
    Container container(NetworkState network, int number, Trait... more) {
        Fd netns = keep(empty());
        Ipv4 address = Objects.requireNonNull(addresses.get(network.spec().name()))
                .of(new ReplicaKey("c", number))
                .orElseThrow();
        Set<Trait> traits = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(Trait.DEFAULT_ROUTE), java.util.stream.Stream.of(more))
                .collect(Collectors.toSet());
        EndpointSpec spec =
                new EndpointSpec(network.spec().name() + number, network, address, Optional.empty(), "eth0", traits);
        Endpoint endpoint = attach(networks, netns, List.of(spec)).get(0);
        return new Container(netns, endpoint);
    }

    /** As at the gate, where a socket was opened inside. */
    static List<Endpoint> attach(Networks networks, Fd netns, List<EndpointSpec> endpoints) {
        try (Fd netlink = Rtnetlink.socketIn(netns)) {
            return networks.attach(netns, netlink, endpoints);
        }
    }

    /** A running container. */
    record Container(Fd netns, Endpoint endpoint) {
        String ip() {
            return endpoint.spec().address().toString();
        }
    }

    /** Leads a host port to a container, without a reserving socket. */
    Publication lead(Optional<String> hostIp, int hostPort, Container target, int containerPort, Protocol protocol) {
        PublishedPort port = new PublishedPort(
                hostIp.map(Talk::address), PortRange.of(hostPort), containerPort, protocol, "web/c", Optional.empty());
        return new Publication(new ReservedPort(port, List.of()), Ipv4.parse(target.ip()));
    }

    <T extends AutoCloseable> T keep(T resource) {
        open.add(resource);
        return resource;
    }

    static void sysctl(String name, String value) {
        try {
            Files.writeString(Path.of("/proc/sys/net", name), value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (int i = open.size() - 1; i >= 0; i--) {
            try {
                open.get(i).close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
