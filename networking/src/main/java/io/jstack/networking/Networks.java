package io.jstack.networking;

import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * The networks of this host. Every call is idempotent and may come from any thread; concurrent changes of the packet filter share a
 * transaction. What is true is asked of the kernel, never remembered. Belongs to the network namespace of the thread that opened it.
 */
@SuppressWarnings("DoNotCallSuggester") // signatures only, for an hour
public final class Networks implements AutoCloseable {
    private final NetworkSettings settings;

    private Networks(NetworkSettings settings) {
        this.settings = settings;
    }

    /** Opens sockets to the kernel; changes nothing yet. */
    public static Networks open(NetworkSettings settings) {
        return new Networks(settings);
    }

    public NetworkSettings settings() {
        return settings;
    }

    /** The subnets that the host's routes already lead to, the default route left out: what no chosen subnet may overlap. */
    public List<Subnet> hostRoutes() {
        throw new UnsupportedOperationException("hostRoutes");
    }

    /**
     * Makes a network true: bridge, address, packet filter, forwarding.
     *
     * @throws JstackException {@link NetworkError#KERNEL_REFUSED}, {@link NetworkError#HOST_UNSUITABLE}
     */
    public NetworkState ensure(NetworkSpec network, NetworkAddresses addresses) {
        throw new UnsupportedOperationException("ensure");
    }

    /** The bridge name that a network has on this host, whether it stands or not. */
    public NetworkState named(NetworkSpec network, NetworkAddresses addresses) {
        throw new UnsupportedOperationException("named");
    }

    /** Removes networks with every link on them; those that are already gone count as removed. After the last, nothing of the instance is left. */
    public void remove(Collection<NetworkState> networks) {
        throw new UnsupportedOperationException("remove");
    }

    /**
     * Connects a container: loopback up, a veth pair, address and routes for each network, sources guarded. To be called at the gate,
     * before the first instruction, or for a running container that lost its link.
     *
     * @param netns a file of its network namespace: {@code /proc/PID/ns/net} or {@code /proc/self/fd/N}
     * @param endpoints in the order of their interfaces
     */
    public List<Endpoint> attach(Path netns, List<EndpointSpec> endpoints) {
        throw new UnsupportedOperationException("attach");
    }

    /** Loopback up and nothing else: {@code network_mode: none}. */
    public void attachNothing(Path netns) {
        throw new UnsupportedOperationException("attachNothing");
    }

    /** Forgets endpoints whose namespaces have died, or are about to: their links die with them. */
    public void detach(Collection<Endpoint> endpoints) {
        throw new UnsupportedOperationException("detach");
    }

    /** Takes one endpoint out of a namespace that lives on: {@code network disconnect}. */
    public void disconnect(Endpoint endpoint) {
        throw new UnsupportedOperationException("disconnect");
    }

    /** Leads host ports to containers, all in one step; a port that leads elsewhere is switched, established TCP connections stay. */
    public void publish(Collection<Publication> publications) {
        throw new UnsupportedOperationException("publish");
    }

    /** Stops leading host ports anywhere. The sockets that reserve them are the caller's to close. */
    public void unpublish(Collection<ReservedPort> ports) {
        throw new UnsupportedOperationException("unpublish");
    }

    /** Says what is not as it should be; changes nothing. */
    public List<NetworkDrift> observe(NetworkPicture wanted) {
        throw new UnsupportedOperationException("observe");
    }

    /** Makes all of it true again; returns what was not. */
    public List<NetworkDrift> repair(NetworkPicture wanted) {
        throw new UnsupportedOperationException("repair");
    }

    /** Calls back, on a thread of its own, whenever links, addresses, routes or rules have changed: look again. */
    public AutoCloseable subscribe(Runnable lookAgain) {
        throw new UnsupportedOperationException("subscribe");
    }

    /** What a person should know about this host: a foreign chain that drops, a rule placed for Docker, IPv6 that is missing. */
    public List<String> announcements() {
        throw new UnsupportedOperationException("announcements");
    }

    /** Closes sockets and threads; networks and published ports stay as they are, but for those only the forwarder serves. */
    @Override
    public void close() {}
}
