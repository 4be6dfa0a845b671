package io.jstack.networking;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.LinkRemoval;
import io.jstack.runtime.kernel.NetlinkReply;
import io.jstack.runtime.kernel.Rtnetlink;
import io.jstack.runtime.kernel.RtnetlinkAddress;
import io.jstack.runtime.kernel.RtnetlinkLink;
import io.jstack.runtime.kernel.RtnetlinkRequests;
import io.jstack.runtime.kernel.RtnetlinkRoute;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Bridge links and their addresses. */
final class Bridges {
    private static final int DEFAULT_MTU = 1500;

    private final Rtnetlink host;
    private final LinkRemoval removal;
    private final LinkNames names;

    Bridges(Rtnetlink host, LinkRemoval removal, LinkNames names) {
        this.host = host;
        this.removal = removal;
        this.names = names;
    }

    /** Makes the bridge stand, up and with its address. */
    void ensure(NetworkState network) {
        String name = network.bridge();
        NetlinkReply made = host.send(List.of(RtnetlinkRequests.addBridge(
                        name,
                        network.gateway().mac().bytes(),
                        mtu(network.spec()),
                        names.group(network.spec().name()))))
                .get(0);
        if (!made.isDone() && !made.failedWith(Errno.EEXIST)) {
            made.orThrow();
        }
        RtnetlinkLink bridge = host.link(name).orElseThrow(() -> vanished(network));
        if (bridge.kind().filter("bridge"::equals).isEmpty()) {
            throw new JstackException(
                    NetworkError.HOST_UNSUITABLE,
                    "link %s stands where the bridge of network %s should be"
                            .formatted(name, network.spec().name()),
                    "rename it or remove it: ip link del " + name);
        }
        NetlinkReply address = host.send(List.of(
                        RtnetlinkRequests.raise(name),
                        RtnetlinkRequests.addAddress(
                                bridge.index(),
                                network.gateway().bytes(),
                                network.subnet().prefix())))
                .get(1);
        if (!address.isDone() && !address.failedWith(Errno.EEXIST)) {
            address.orThrow();
        }
        // no address of ours is IPv6, and a container's router advertisement must not give the host one: CVE-2020-13401
        Sysctls.writeIfThere("ipv6/conf/" + name + "/disable_ipv6", "1");
    }

    private static JstackException vanished(NetworkState network) {
        return new JstackException(
                NetworkError.KERNEL_REFUSED,
                "bridge %s of network %s was made and is gone again"
                        .formatted(network.bridge(), network.spec().name()),
                "see who else manages links on this host");
    }

    /** The wanted MTU, else that of the link the default route leaves by. */
    int mtu(NetworkSpec network) {
        return network.mtu()
                .orElseGet(() -> host.routes().stream()
                        .filter(route -> route.prefix() == 0)
                        .findFirst()
                        .flatMap(RtnetlinkRoute::linkIndex)
                        .flatMap(index -> host.links().stream()
                                .filter(link -> link.index() == index)
                                .findFirst())
                        .map(RtnetlinkLink::mtu)
                        .orElse(DEFAULT_MTU));
    }

    /** Removes bridges with all their ports. */
    void remove(Collection<NetworkState> networks) {
        removal.remove(networks.stream()
                .collect(Collectors.toMap(
                        NetworkState::bridge,
                        network -> RtnetlinkRequests.deleteGroup(
                                names.group(network.spec().name())))));
    }

    /** Where the host's routes lead to, the default route and our own bridges left out. */
    List<Subnet> foreignRoutes() {
        List<Integer> ours = host.links().stream()
                .filter(link -> link.name().startsWith(names.bridgePrefix()))
                .map(RtnetlinkLink::index)
                .toList();
        List<Subnet> taken = new ArrayList<>();
        for (RtnetlinkRoute route : host.routes()) {
            Optional<Integer> own = route.linkIndex().filter(ours::contains);
            if (route.prefix() > 0 && own.isEmpty()) {
                taken.add(new Subnet(new Ipv4(route.destination()), route.prefix()));
            }
        }
        for (RtnetlinkAddress address : host.addresses()) {
            if (!ours.contains(address.linkIndex())) {
                taken.add(Subnet.around(new Ipv4(address.address()), address.prefix()));
            }
        }
        return taken.stream().distinct().sorted().toList();
    }
}
