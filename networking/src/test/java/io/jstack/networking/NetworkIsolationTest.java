package io.jstack.networking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jstack.networking.EndpointSpec.Trait;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Nftables;
import io.jstack.runtime.kernel.Rtnetlink;
import io.jstack.runtime.kernel.RtnetlinkRequests;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What must not get through. Each test also takes its protection away and sees that it then does get through. */
@Tag("root")
class NetworkIsolationTest {
    /** CVE-2020-8558: route_localnet lets a neighbour reach services on 127.0.0.1, unless guarded. */
    @Test
    void aContainerDoesNotReachTheHostsLoopback() {
        World.with(world -> {
            World.Container evil = world.container(world.network("web_default"), 1);
            Talk.serve(world.host, "127.0.0.1", 5555, "secret");
            loopbackLeadsOut(evil);
            assertThat(Talk.ask(evil.netns(), "127.0.0.1", 5555)).startsWith("no answer");
            nft("flush chain ip jnettest guard");
            reached("secret", evil.netns(), "127.0.0.1", 5555);
        });
    }

    /** moby#45610: a port published on 127.0.0.1 is open to a neighbour who routes 127.0.0.1 to this host, unless guarded. */
    @Test
    void aPortOnLoopbackIsClosedToANeighbourWithACraftedRoute() {
        World.with(world -> {
            World.Container one = world.container(world.network("web_default"), 1);
            Talk.serve(one.netns(), 80, "one");
            world.networks.publish(List.of(world.lead(Optional.of("127.0.0.1"), 8080, one, 80, Protocol.TCP)));
            reached("one", world.host, "127.0.0.1", 8080);
            assertThat(Talk.ask(world.neighbour, World.HOST, 8080)).startsWith("no answer");
            in(world.neighbour, "ip", "route", "del", "local", "127.0.0.0/8", "dev", "lo", "table", "local");
            in(world.neighbour, "ip", "addr", "flush", "dev", "lo");
            in(world.neighbour, "sysctl", "-qw", "net.ipv4.conf.all.route_localnet=1");
            in(world.neighbour, "sysctl", "-qw", "net.ipv4.conf.eth0.route_localnet=1");
            in(world.neighbour, "ip", "route", "add", "127.0.0.1/32", "via", World.HOST, "src", World.NEIGHBOUR);
            assertThat(Talk.ask(world.neighbour, "127.0.0.1", 8080)).startsWith("no answer");
            nft("flush chain ip jnettest pre; add rule ip jnettest pre fib daddr type local jump nat");
            reached("one", world.neighbour, "127.0.0.1", 8080);
        });
    }

    @Test
    void stacksDoNotReachEachOtherButThroughPublishedPorts() {
        World.with(world -> {
            World.Container one = world.container(world.network("web_default"), 1);
            World.Container two = world.container(world.network("shop_default"), 1);
            Talk.serve(two.netns(), 80, "two");
            assertThat(Talk.ask(one.netns(), two.ip(), 80)).startsWith("no answer");
            world.networks.publish(List.of(world.lead(Optional.empty(), 8080, two, 80, Protocol.TCP)));
            reached("two", one.netns(), World.HOST, 8080);
            assertThat(Talk.ask(one.netns(), two.ip(), 80)).startsWith("no answer");
            nft("flush chain ip jnettest between");
            reached("two", one.netns(), two.ip(), 80);
        });
    }

    @Test
    void anInternalNetworkHasNoWayOut() {
        World.with(world -> {
            NetworkState net = world.network(new NetworkSpec(
                    "web", "web_back", "0".repeat(64), Reach.INTERNAL, Ipam.ANY, Optional.empty(), Map.of()));
            // even with a default route, which a container with CAP_NET_ADMIN can give itself
            World.Container one = world.container(net, 1, Trait.DEFAULT_ROUTE);
            World.Container two = world.container(net, 2);
            Talk.serve(two.netns(), 80, "two");
            Talk.serve(world.neighbour, 90, "outside");
            reached("two", one.netns(), two.ip(), 80);
            assertThat(Talk.ask(one.netns(), World.NEIGHBOUR, 90)).startsWith("no answer");
            nft("flush set ip jnettest internal");
            reached("outside", one.netns(), World.NEIGHBOUR, 90);
        });
    }

    @Test
    void aNeighbourDoesNotReachAnUnpublishedPort() {
        World.with(world -> {
            World.Container one = world.container(world.network("web_default"), 1);
            Talk.serve(one.netns(), 80, "one");
            reached("one", world.host, one.ip(), 80);
            assertThat(Talk.ask(world.neighbour, one.ip(), 80)).startsWith("no answer");
            nft("flush chain ip jnettest guard");
            reached("one", world.neighbour, one.ip(), 80);
        });
    }

    /** Forwarding was off before us: we route what is ours, and nothing else. */
    @Test
    void theHostDoesNotBecomeARouterForOthers() {
        World.with(world -> {
            var third = world.keep(World.empty());
            secondLan(world, third);
            Talk.serve(third, 90, "third");
            assertThat(Talk.ask(world.neighbour, "10.98.0.2", 90)).startsWith("no answer");
            World.Container one = world.container(world.network("web_default"), 1);
            reached("third", one.netns(), "10.98.0.2", 90);
            assertThat(Talk.ask(world.neighbour, "10.98.0.2", 90)).startsWith("no answer");
            nft("flush chain ip jnettest between");
            reached("third", world.neighbour, "10.98.0.2", 90);
        });
    }

    @Test
    void twoInstancesLiveSideBySideAndTheLastTurnsForwardingOff() {
        World.with(world -> {
            World.Container one = world.container(world.network("web_default"), 1);
            Talk.serve(one.netns(), 80, "one");
            Talk.serve(world.neighbour, 90, "outside");
            world.networks.publish(List.of(world.lead(Optional.empty(), 8080, one, 80, Protocol.TCP)));
            try (Networks other = Networks.open(NetworkSettings.of("jnettwo"))) {
                NetworkSpec spec = NetworkSpec.of("shop", "web_default", "1".repeat(64));
                ReplicaKey key = new ReplicaKey("c", 1);
                NetworkAddresses addresses = new AddressPool(NetworkSettings.DEFAULT_POOL)
                        .settle(spec, Map.of(key, Optional.empty()), Optional.empty(), other.hostRoutes());
                assertThat(addresses.subnet()).hasToString("10.64.1.0/24");
                NetworkState net = other.ensure(spec, addresses);
                Fd two = world.keep(World.empty());
                World.attach(
                        other,
                        two,
                        List.of(new EndpointSpec(
                                "two",
                                net,
                                addresses.of(key).orElseThrow(),
                                Optional.empty(),
                                "eth0",
                                Set.of(Trait.DEFAULT_ROUTE))));
                reached("outside", two, World.NEIGHBOUR, 90);
                reached("outside", one.netns(), World.NEIGHBOUR, 90);
                reached("one", two, World.HOST, 8080);
                assertThat(Talk.ask(two, one.ip(), 80)).startsWith("no answer");
                world.networks.remove(List.of(one.endpoint().spec().network()));
                reached("outside", two, World.NEIGHBOUR, 90);
                assertThat(Sysctls.read(Sysctls.IP_FORWARD)).contains("1");
                other.remove(List.of(net));
                assertThat(Sysctls.read(Sysctls.IP_FORWARD)).contains("0");
            }
        });
    }

    @Test
    void framesWithAnAddressThatIsNotTheSendersAreDropped() {
        World.with(world -> {
            NetworkState net = world.network("web_default");
            World.Container evil = world.container(net, 1);
            World.Container victim = world.container(net, 2);
            World.Container peer = world.container(net, 3);
            Talk.serve(peer.netns(), 80, "peer");
            in(evil.netns(), "ip", "addr", "add", "10.77.0.9/32", "dev", "eth0");
            in(peer.netns(), "ip", "route", "add", "10.77.0.9/32", "dev", "eth0");
            String spoofed = "ip route replace " + peer.ip() + "/32 dev eth0 src 10.77.0.9";
            in(evil.netns(), spoofed.split(" "));
            assertThat(Talk.ask(evil.netns(), peer.ip(), 80)).startsWith("no answer");
            in(evil.netns(), "ip", "route", "del", peer.ip() + "/32");
            assertThat(Talk.ask(evil.netns(), peer.ip(), 80)).isEqualTo("peer " + evil.ip());

            // a neighbour's ARP: the peer would send the victim's packets to the evil one
            in(evil.netns(), "ip", "addr", "add", victim.ip() + "/32", "dev", "eth0");
            announce(evil, victim.ip(), peer.ip());
            assertThat(Talk.ask(victim.netns(), peer.ip(), 80)).isEqualTo("peer " + victim.ip());
            assertThat(neighbours(peer))
                    .doesNotContain(victim.ip() + " dev eth0 lladdr "
                            + evil.endpoint().spec().effectiveMac());

            nft("delete table bridge jnettest");
            announce(evil, victim.ip(), peer.ip());
            assertThat(neighbours(peer))
                    .contains(victim.ip() + " dev eth0 lladdr "
                            + evil.endpoint().spec().effectiveMac());
        });
    }

    /** CVE-2020-10749, CVE-2020-13401: a container that advertises itself as an IPv6 router. */
    @Test
    void noIpv6LeavesAContainerOnANetworkWithoutIt() {
        World.with(world -> {
            NetworkState net = world.network("web_default");
            World.Container evil = world.container(net, 1);
            World.Container peer = world.container(net, 2);
            assertThat(Sysctls.read("ipv6/conf/" + net.bridge() + "/disable_ipv6"))
                    .contains("1");
            in(evil.netns(), "ip", "addr", "add", "fd00:77::1/64", "dev", "eth0", "nodad");
            in(peer.netns(), "ip", "addr", "add", "fd00:77::2/64", "dev", "eth0", "nodad");
            Talk.serve(peer.netns(), "::", 80, "peer");
            assertThat(Talk.ask(evil.netns(), "fd00:77::2", 80)).startsWith("no answer");
            nft("delete table bridge jnettest");
            reached("peer", evil.netns(), "fd00:77::2", 80);
        });
    }

    /** A first packet may be lost while neighbours look each other up. */
    private static void reached(String name, Fd from, String ip, int port) {
        await().untilAsserted(() -> assertThat(Talk.ask(from, ip, port)).startsWith(name + " "));
    }

    /** ARP with the victim's address as sender, as arping -U sends it: a probe of the peer from that address. */
    private static void announce(World.Container evil, String address, String peer) {
        in(evil.netns(), "sh", "-c", "busybox arping -c 1 -w 1 -s %s -I eth0 %s || true".formatted(address, peer));
    }

    private static String neighbours(World.Container container) {
        return in(container.netns(), "ip", "neigh");
    }

    private static void secondLan(World world, Fd third) {
        try (Rtnetlink host = Rtnetlink.open()) {
            host.apply(RtnetlinkRequests.addBridge(
                    "lan8", Ipv4.parse("10.98.0.1").mac().bytes(), 1500, 7));
            int lan = host.link("lan8").orElseThrow().index();
            host.apply(RtnetlinkRequests.addAddress(lan, Ipv4.parse("10.98.0.1").bytes(), 24));
            host.apply(RtnetlinkRequests.addVeth(
                    "lan9", lan, 1500, 7, "eth0", Ipv4.parse("10.98.0.2").mac().bytes(), third));
        }
        in(third, "ip", "link", "set", "lo", "up");
        in(third, "ip", "link", "set", "eth0", "up");
        in(third, "ip", "addr", "add", "10.98.0.2/24", "dev", "eth0");
        try (Rtnetlink host = Rtnetlink.open()) {
            host.awaitRunning("lan9");
        }
        in(third, "ip", "route", "add", "default", "via", "10.98.0.1");
        assertThat(world.neighbour.isOpen()).isTrue();
    }

    private static void loopbackLeadsOut(World.Container evil) {
        in(evil.netns(), "ip", "route", "del", "local", "127.0.0.0/8", "dev", "lo", "table", "local");
        in(evil.netns(), "ip", "addr", "flush", "dev", "lo");
        in(evil.netns(), "sysctl", "-qw", "net.ipv4.conf.all.route_localnet=1");
        in(evil.netns(), "sysctl", "-qw", "net.ipv4.conf.eth0.route_localnet=1");
        String gateway = evil.endpoint().spec().network().gateway().toString();
        in(evil.netns(), "ip", "route", "add", "127.0.0.1/32", "via", gateway);
    }

    private static String in(Fd netns, String... command) {
        return Shell.run(Stream.concat(
                        Stream.of(
                                "nsenter",
                                "--net=/proc/" + ProcessHandle.current().pid() + "/fd/" + netns.number()),
                        Stream.of(command))
                .toList());
    }

    private static void nft(String commands) {
        try (Nftables nftables = Nftables.open().orElseThrow()) {
            nftables.run(commands);
        }
    }
}
