package io.jstack.networking;

import io.jstack.networking.NetworkSettings.BesideDocker;
import io.jstack.runtime.kernel.Conntrack;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.LinkRemoval;
import io.jstack.runtime.kernel.NetlinkEvents;
import io.jstack.runtime.kernel.Nftables;
import io.jstack.runtime.kernel.Rtnetlink;
import io.jstack.runtime.kernel.RtnetlinkRequests;
import io.jstack.values.JstackException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * The networks of this host. Every call is idempotent and may come from any thread; concurrent changes of the packet filter share a
 * transaction. What is true is asked of the kernel, never remembered. Belongs to the network namespace of the thread that opened it.
 */
public final class Networks implements AutoCloseable {
    private final NetworkSettings settings;
    private final LinkNames names;
    private final Rtnetlink host;
    private final LinkRemoval removal;
    private final Bridges bridges;
    private final VethPairs veths;
    private final PacketFilter filter;
    private final DockerUser dockerUser;
    private final Forwarder forwarder = new Forwarder();
    private final AtomicBoolean rulesEnsured = new AtomicBoolean();
    private final AtomicReference<List<String>> news = new AtomicReference<>(List.of());

    private Networks(NetworkSettings settings, Rtnetlink host, LinkRemoval removal, PacketFilter filter) {
        this.settings = settings;
        this.names = new LinkNames(settings.instance());
        this.host = host;
        this.removal = removal;
        this.bridges = new Bridges(host, removal, names);
        this.veths = new VethPairs(host, names);
        this.filter = filter;
        this.dockerUser = new DockerUser(filter, names.bridgePrefix());
    }

    /**
     * Opens sockets to the kernel; changes nothing yet.
     *
     * @throws JstackException {@link NetworkError#HOST_UNSUITABLE}
     */
    public static Networks open(NetworkSettings settings) {
        Nftables nftables = Nftables.open()
                .orElseThrow(() -> new JstackException(
                        NetworkError.HOST_UNSUITABLE, "this host has no libnftables.so.1", "apt install libnftables1"));
        return new Networks(
                settings, Rtnetlink.open(), LinkRemoval.open(), new PacketFilter(nftables, settings.instance()));
    }

    public NetworkSettings settings() {
        return settings;
    }

    /** The subnets that the host's routes and addresses already use, our bridges left out: what no chosen subnet may overlap. */
    public List<Subnet> hostRoutes() {
        return bridges.foreignRoutes();
    }

    /**
     * Makes a network true: packet filter, bridge, address, forwarding.
     *
     * @throws JstackException {@link NetworkError#KERNEL_REFUSED}, {@link NetworkError#HOST_UNSUITABLE}
     */
    public NetworkState ensure(NetworkSpec network, NetworkAddresses addresses) {
        NetworkState state = named(network, addresses);
        KernelRefusal.naming("network " + network.name(), () -> {
            synchronized (rulesEnsured) {
                if (!rulesEnsured.get()) {
                    ensureRules();
                }
            }
            filter.addNetworks(List.of(state)); // the guard stands before there is anything to guard
            bridges.ensure(state);
            Sysctls.write(Sysctls.routeLocalnet(state.bridge()), "1");
        });
        return state;
    }

    /** A network by its name on this host, whether it stands or not. */
    public NetworkState named(NetworkSpec network, NetworkAddresses addresses) {
        return new NetworkState(network, names.bridge(network.name()), addresses.subnet(), addresses.gateway());
    }

    /** Removes networks with every link on them; those that are already gone count as removed. After the last, nothing of the instance is left. */
    public void remove(Collection<NetworkState> networks) {
        KernelRefusal.naming("removal of networks", () -> {
            bridges.remove(networks);
            synchronized (rulesEnsured) {
                if (filter.removeNetworks(networks) == PacketFilter.Left.NOTHING) {
                    dockerUser.remove();
                    rulesEnsured.set(false);
                }
            }
        });
    }

    /**
     * Connects a container: loopback up, a veth pair, address and routes for each network, sources guarded. To be called at the gate,
     * before the first instruction.
     *
     * @param netns a file of its network namespace
     * @param netlink a NETLINK_ROUTE socket that was opened in there
     * @param endpoints in the order of their interfaces
     */
    public List<Endpoint> attach(Fd netns, Fd netlink, List<EndpointSpec> endpoints) {
        List<Endpoint> wanted = endpoints.stream().map(veths::endpoint).toList();
        KernelRefusal.naming("endpoints", () -> {
            filter.addEndpoints(wanted); // before the first frame
            veths.attach(netns, Rtnetlink.over(netlink), wanted);
        });
        return wanted;
    }

    /** The endpoint that {@link #attach} gave for {@code spec}, for an engine that finds it standing. */
    public Endpoint endpoint(EndpointSpec spec) {
        return veths.endpoint(spec);
    }

    /** Loopback up and nothing else: {@code network_mode: none}. */
    public void attachNothing(Fd netlink) {
        KernelRefusal.naming("loopback", () -> Rtnetlink.over(netlink).apply(RtnetlinkRequests.raiseLoopback()));
    }

    /** Forgets endpoints whose namespaces have died, or are about to: their links die with them. */
    public void detach(Collection<Endpoint> endpoints) {
        filter.removeEndpoints(endpoints);
    }

    /** Takes one endpoint out of a namespace that lives on: {@code network disconnect}. */
    public void disconnect(Endpoint endpoint) {
        KernelRefusal.naming("endpoint " + endpoint.hostLink(), () -> veths.disconnect(endpoint));
        filter.removeEndpoints(List.of(endpoint));
    }

    /** Leads host ports to containers, all in one step; a port that leads elsewhere is switched, established TCP connections stay. */
    public void publish(Collection<Publication> publications) {
        filter.publish(publications.stream()
                .map(PortRule::of)
                .flatMap(Optional::stream)
                .toList());
        publications.forEach(forwarder::lead);
        forgetUdp(publications.stream().map(Publication::reserved).toList());
    }

    /** Stops leading host ports anywhere. The sockets that reserve them are the caller's to close. */
    public void unpublish(Collection<ReservedPort> ports) {
        ports.forEach(forwarder::forget);
        filter.unpublish(
                ports.stream().map(PortRule::keyOf).flatMap(Optional::stream).toList());
        forgetUdp(ports);
    }

    /** A client that is talking would go on to be led where it was led, or nowhere, for as long as it talks. */
    private static void forgetUdp(Collection<ReservedPort> ports) {
        Set<Integer> udp = ports.stream()
                .filter(reserved -> reserved.port().protocol() == Protocol.UDP)
                .map(ReservedPort::number)
                .collect(Collectors.toSet());
        if (!udp.isEmpty()) {
            Conntrack.forget(Protocol.UDP.number(), udp);
        }
    }

    private void ensureRules() {
        filter.ensureRules();
        if (settings.besideDocker() == BesideDocker.ACCEPT_IN_DOCKER_USER) {
            dockerUser.ensure();
        }
        if (rulesEnsured.compareAndSet(false, true)) {
            news.set(announcements());
        }
    }

    /** Says what is not as it should be; changes nothing. */
    public List<NetworkDrift> observe(NetworkPicture wanted) {
        List<NetworkDrift> drifts = new ArrayList<>(new DriftCheck(wanted, filter, host).look());
        boolean docker = !wanted.networks().isEmpty()
                && settings.besideDocker() == BesideDocker.ACCEPT_IN_DOCKER_USER
                && dockerUser.isMissing();
        if (docker) {
            drifts.add(new NetworkDrift(
                    NetworkDrift.Kind.DOCKER_USER_RULE_MISSING,
                    "packet filter",
                    "Docker's DOCKER-USER chain does not say what it should of %s*".formatted(names.bridgePrefix())));
        }
        return List.copyOf(drifts);
    }

    /** Makes all of it true again; returns what was not. An endpoint whose namespace has died meanwhile is left alone. */
    public List<NetworkDrift> repair(NetworkPicture wanted) {
        List<NetworkDrift> drifts = observe(wanted);
        if (!drifts.isEmpty()) {
            KernelRefusal.naming("repair of networks", () -> repairAll(wanted, drifts));
        }
        return drifts;
    }

    private void repairAll(NetworkPicture wanted, List<NetworkDrift> drifts) {
        synchronized (rulesEnsured) {
            ensureRules();
        }
        filter.addNetworks(wanted.networks());
        filter.addEndpoints(wanted.attached().stream()
                .map(NetworkPicture.Attached::endpoint)
                .toList());
        Set<String> subjects = drifts.stream().map(NetworkDrift::subject).collect(Collectors.toSet());
        for (NetworkState network : wanted.networks()) {
            if (subjects.contains(network.spec().name())) {
                bridges.ensure(network);
                Sysctls.write(Sysctls.routeLocalnet(network.bridge()), "1");
            }
        }
        for (NetworkPicture.Attached attached : wanted.attached()) {
            EndpointSpec spec = attached.endpoint().spec();
            boolean touched = subjects.contains(spec.container())
                    || subjects.contains(spec.network().spec().name());
            if (touched && Files.exists(attached.netns())) {
                veths.attach(attached.netns(), List.of(attached.endpoint()));
            }
        }
        publish(wanted.publications());
    }

    /**
     * Removes what a killed engine has left behind and nobody wants: bridges of this instance that are not in the picture, and elements of
     * its tables. To be called once, at the start, with everything that was adopted; returns the names of such bridges.
     */
    public List<String> prune(NetworkPicture wanted) {
        List<String> bridgesGone = new Leftovers(wanted, filter, host, names).remove();
        if (wanted.networks().isEmpty()) {
            remove(List.of());
        }
        return bridgesGone;
    }

    /** Calls back, on a thread of its own, whenever links, addresses, routes, forwarding or rules have changed: look again. */
    public AutoCloseable subscribe(Runnable lookAgain) {
        return NetlinkEvents.open(lookAgain);
    }

    /** What a person should know about this host: a foreign chain that drops, rules placed for Docker. */
    public List<String> announcements() {
        return Announcements.of(filter, dockerUser, settings, names.bridgePrefix());
    }

    /** What is to be announced since the first network was made, once. */
    public List<String> takeNews() {
        return news.getAndSet(List.of());
    }

    /** Closes sockets and threads; networks and published ports stay as they are, but for those only the forwarder serves. */
    @Override
    public void close() {
        forwarder.close();
        filter.close();
        host.close();
        removal.close();
    }
}
