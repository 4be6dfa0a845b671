package io.jstack.networking;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NetlinkReply;
import io.jstack.runtime.kernel.NetlinkRequest;
import io.jstack.runtime.kernel.Rtnetlink;
import io.jstack.runtime.kernel.RtnetlinkLink;
import io.jstack.runtime.kernel.RtnetlinkRequests;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Veth pairs between bridges and containers' namespaces. Neither end is given an IPv6 address: there are none on our networks, the
 * bridge drops what they would say, and two link-local ones are work for each start.
 */
final class VethPairs {
    private final Rtnetlink host;
    private final LinkNames names;

    VethPairs(Rtnetlink host, LinkNames names) {
        this.host = host;
        this.names = names;
    }

    Endpoint endpoint(EndpointSpec spec) {
        return new Endpoint(
                spec, names.veth(spec.container(), spec.network().spec().name()));
    }

    /** Makes loopback and all endpoints of a namespace stand, nothing of which is at hand but a path to it. */
    void attach(Path netns, List<Endpoint> endpoints) {
        try (Fd namespace = Linux.open(netns.toString(), Linux.O_RDONLY);
                Rtnetlink inside = Rtnetlink.openIn(netns)) {
            attach(namespace, inside, endpoints);
        }
    }

    /** Makes loopback and all endpoints of one namespace stand. */
    void attach(Fd namespace, Rtnetlink inside, List<Endpoint> endpoints) {
        inside.apply(RtnetlinkRequests.raiseLoopback());
        for (Endpoint endpoint : endpoints) {
            connect(endpoint, namespace, inside);
            configure(endpoint, inside);
        }
        endpoints.forEach(endpoint -> host.awaitRunning(endpoint.hostLink()));
    }

    private void connect(Endpoint endpoint, Fd namespace, Rtnetlink inside) {
        EndpointSpec spec = endpoint.spec();
        RtnetlinkLink bridge = host.link(spec.network().bridge()).orElseThrow(() -> noBridge(spec));
        NetlinkRequest make = RtnetlinkRequests.addVeth(
                endpoint.hostLink(),
                bridge.index(),
                bridge.mtu(),
                names.group(spec.network().spec().name()),
                spec.interfaceName(),
                spec.effectiveMac().bytes(),
                namespace);
        NetlinkReply made = send(make, endpoint);
        if (made.failedWith(Errno.EEXIST)) {
            made = keepOrReplace(endpoint, inside, bridge, make);
        }
        made.orThrow();
        if (spec.traits().contains(EndpointSpec.Trait.PUBLISHES) && Sysctls.bridgesCallIptables()) {
            host.apply(RtnetlinkRequests.hairpin(endpoint.hostLink()));
        }
    }

    /** A pair whose two ends are where they belong is only raised; what is left of another one makes room. */
    private NetlinkReply keepOrReplace(Endpoint endpoint, Rtnetlink inside, RtnetlinkLink bridge, NetlinkRequest make) {
        Optional<RtnetlinkLink> outer = host.link(endpoint.hostLink());
        Optional<RtnetlinkLink> inner = inside.link(endpoint.spec().interfaceName());
        boolean pair = outer.isPresent()
                && inner.isPresent()
                && outer.get().peer().equals(Optional.of(inner.get().index()))
                && inner.get().peer().equals(Optional.of(outer.get().index()));
        if (pair) {
            return host.send(List.of(RtnetlinkRequests.enslave(outer.get().index(), bridge.index())))
                    .get(0);
        }
        if (outer.isPresent()) {
            disconnect(endpoint);
        }
        if (outer.isEmpty() && inner.isPresent()) {
            throw new JstackException(
                    NetworkError.HOST_UNSUITABLE,
                    "container %s already has a link %s that is not jstack's"
                            .formatted(
                                    endpoint.spec().container(), endpoint.spec().interfaceName()),
                    "remove it, or restart the container");
        }
        return send(make, endpoint);
    }

    /** The host's end is up at once, but has no carrier before its peer is, and looks for no address before that. */
    private NetlinkReply send(NetlinkRequest make, Endpoint endpoint) {
        return host.send(List.of(make, RtnetlinkRequests.withoutLinkLocal(endpoint.hostLink())))
                .get(0);
    }

    private static JstackException noBridge(EndpointSpec spec) {
        return new JstackException(
                NetworkError.KERNEL_REFUSED,
                "bridge %s of network %s is gone"
                        .formatted(
                                spec.network().bridge(), spec.network().spec().name()),
                "bring the stack up again");
    }

    private void configure(Endpoint endpoint, Rtnetlink inside) {
        EndpointSpec spec = endpoint.spec();
        RtnetlinkLink link = inside.link(spec.interfaceName())
                .orElseThrow(() -> new JstackException(
                        NetworkError.KERNEL_REFUSED,
                        "link %s did not arrive in container %s".formatted(spec.interfaceName(), spec.container()),
                        "start the container again"));
        List<NetlinkRequest> requests = new ArrayList<>();
        requests.add(RtnetlinkRequests.withoutLinkLocal(spec.interfaceName()));
        requests.add(RtnetlinkRequests.raise(spec.interfaceName()));
        requests.add(RtnetlinkRequests.addAddress(
                link.index(), spec.address().bytes(), spec.network().subnet().prefix()));
        if (spec.traits().contains(EndpointSpec.Trait.DEFAULT_ROUTE)) {
            requests.add(RtnetlinkRequests.defaultRoute(spec.network().gateway().bytes(), link.index()));
        }
        inside.send(requests).stream()
                .filter(reply -> !reply.failedWith(Errno.EEXIST) && !reply.failedWith(Errno.EAFNOSUPPORT))
                .forEach(NetlinkReply::orThrow);
    }

    /** Removes one pair, from a namespace that lives on or from one whose end, perhaps now, takes it away. */
    void disconnect(Endpoint endpoint) {
        NetlinkReply gone = host.send(List.of(RtnetlinkRequests.deleteLink(endpoint.hostLink())))
                .get(0);
        if (!gone.failedWith(Errno.ENODEV)) {
            gone.orThrow();
        }
    }
}
