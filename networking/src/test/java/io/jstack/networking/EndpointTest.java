package io.jstack.networking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jstack.networking.EndpointSpec.Trait;
import io.jstack.networking.NetworkPicture.Attached;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Rtnetlink;
import io.jstack.runtime.kernel.RtnetlinkLink;
import io.jstack.runtime.kernel.SocketNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Containers on networks. */
@Tag("root")
class EndpointTest {
    private static final int COME_BACK = 8;
    private static final int STARTS = 100;

    @Test
    void aContainerOnTwoNetworksLeavesByTheOneThatLeadsOut() {
        World.with(world -> {
            NetworkState front = world.network("web_front");
            NetworkState back = world.network(new NetworkSpec(
                    "web", "web_back", "0".repeat(64), Reach.INTERNAL, Ipam.ANY, Optional.of(1400), Map.of()));
            World.Container db = world.container(back, 2);
            Talk.serve(db.netns(), 5432, "db");
            Talk.serve(world.neighbour, 90, "outside");
            Fd netns = world.keep(World.empty());
            List<Endpoint> endpoints = World.attach(
                    world.networks,
                    netns,
                    List.of(
                            spec(back, "10.64.1.200", "eth0", Set.of()),
                            spec(front, "10.64.0.200", "eth1", Set.of(Trait.DEFAULT_ROUTE))));
            assertThat(Talk.ask(netns, db.ip(), 5432)).isEqualTo("db 10.64.1.200");
            assertThat(Talk.ask(netns, World.NEIGHBOUR, 90)).startsWith("outside ");
            try (Rtnetlink inside = Rtnetlink.openIn(World.path(netns))) {
                assertThat(inside.link("eth0").orElseThrow().mtu()).isEqualTo(1400);
            }
            world.networks.disconnect(endpoints.get(1));
            assertThat(Talk.ask(netns, World.NEIGHBOUR, 90)).startsWith("no answer");
            assertThat(Talk.ask(netns, db.ip(), 5432)).isEqualTo("db 10.64.1.200");
        });
    }

    /** A link-local one would appear with the carrier, which attaching waits for. */
    @Test
    void neitherEndHasAnAddressOfIpv6() {
        World.with(world -> {
            World.Container one = world.container(world.network("web_default"), 1);
            assertThat(addressesOfIpv6(one.netns())).doesNotContain(" eth0");
            assertThat(addressesOfIpv6(world.host))
                    .doesNotContain(" " + one.endpoint().hostLink());
        });
    }

    private static String addressesOfIpv6(Fd netns) {
        return SocketNamespace.in(netns, () -> {
            try {
                return Files.readString(Path.of("/proc/thread-self/net/if_inet6"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void attachingTwiceChangesNothing() {
        World.with(world -> {
            World.Container one = world.container(world.network("web_default"), 1);
            Talk.serve(one.netns(), 80, "one");
            int index = link(one.endpoint().hostLink()).orElseThrow().index();
            World.attach(world.networks, one.netns(), List.of(one.endpoint().spec()));
            assertThat(link(one.endpoint().hostLink()).orElseThrow().index()).isEqualTo(index);
            assertThat(Talk.ask(world.host, one.ip(), 80)).startsWith("one ");
        });
    }

    /** The kernel takes a dead namespace's pair away in its own time: between our seeing it and our deleting it, now and then. */
    @Test
    void aContainerThatComesBackAtOnceMeetsThePairOfTheOneThatIsDying() {
        World.with(world -> {
            NetworkState net = world.network("web_default");
            ExecutorService workers = Executors.newFixedThreadPool(COME_BACK);
            List<Future<Integer>> coming = IntStream.range(0, COME_BACK)
                    .mapToObj(i -> workers.submit(() -> comeBack(world, net, i)))
                    .toList();
            workers.shutdown();
            assertThat(coming).extracting(EndpointTest::get).containsOnly(STARTS);
        });
    }

    private static int comeBack(World world, NetworkState net, int number) {
        EndpointSpec spec = new EndpointSpec(
                "c" + number, net, net.gateway().plus(10 + number), Optional.empty(), "eth0", Set.of());
        int starts = 0;
        while (starts < STARTS) {
            try (Fd netns = World.empty()) {
                World.attach(world.networks, netns, List.of(spec));
            }
            starts++;
        }
        return starts;
    }

    @Test
    void twoHundredContainersAreConnectedAtOnceAndVanishWithTheirNamespaces() {
        World.with(world -> {
            NetworkState net = world.network("web_default");
            List<Fd> namespaces =
                    IntStream.range(0, 200).mapToObj(i -> World.empty()).toList();
            ExecutorService workers = Executors.newFixedThreadPool(4); // made in this namespace, as its threads are
            long start = System.nanoTime();
            List<Future<Endpoint>> attaching = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                EndpointSpec spec = new EndpointSpec(
                        "c" + i,
                        net,
                        net.gateway().plus(10 + i),
                        Optional.empty(),
                        "eth0",
                        Set.of(Trait.DEFAULT_ROUTE));
                Fd netns = namespaces.get(i);
                attaching.add(workers.submit(
                        () -> World.attach(world.networks, netns, List.of(spec)).get(0)));
            }
            List<Endpoint> endpoints = attaching.stream().map(EndpointTest::get).toList();
            workers.shutdown();
            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            System.getLogger("networking").log(System.Logger.Level.INFO, "200 endpoints attached  millis=" + millis);
            NetworkPicture picture = new NetworkPicture(
                    List.of(net),
                    IntStream.range(0, 200)
                            .mapToObj(i -> new Attached(endpoints.get(i), World.path(namespaces.get(i))))
                            .toList(),
                    List.of());
            assertThat(world.networks.observe(picture)).isEmpty();
            Talk.serve(namespaces.get(199), 80, "last");
            assertThat(Talk.ask(namespaces.get(0), net.gateway().plus(209).toString(), 80))
                    .startsWith("last ");

            namespaces.subList(0, 100).forEach(Fd::close);
            world.networks.detach(endpoints.subList(0, 100));
            await().untilAsserted(() -> assertThat(veths()).isEqualTo(100));
            world.networks.remove(List.of(net));
            assertThat(veths()).isZero();
            namespaces.forEach(Fd::close);
        });
    }

    @Test
    void anEndpointLeavesTheRulesOfOthersAloneAndMayLeaveTwiceOrWithoutRules() {
        World.with(world -> {
            NetworkState net = world.network("web_default");
            World.Container one = world.container(net, 1);
            World.Container two = world.container(net, 2);
            world.networks.detach(List.of(one.endpoint()));
            world.networks.detach(List.of(one.endpoint()));
            assertThat(DriftTest.list("list ruleset"))
                    .doesNotContain(one.endpoint().hostLink())
                    .contains(two.endpoint().hostLink());
            Shell.run(List.of("nft", "delete", "table", "bridge", "jnettest"));
            world.networks.detach(List.of(two.endpoint()));
            assertThat(DriftTest.list("list tables")).doesNotContain("bridge");
        });
    }

    @Test
    void whatAKilledEngineLeftIsPruned() {
        World.with(world -> {
            NetworkState kept = world.network("web_default");
            NetworkState lost = world.network("gone_default");
            World.Container one = world.container(kept, 1);
            World.Container stale = world.container(lost, 1);
            Publication port = world.lead(Optional.empty(), 8080, one, 80, Protocol.TCP);
            world.networks.publish(List.of(port, world.lead(Optional.of("127.0.0.1"), 8081, stale, 80, Protocol.UDP)));
            NetworkPicture picture = new NetworkPicture(
                    List.of(kept), List.of(new Attached(one.endpoint(), World.path(one.netns()))), List.of(port));
            assertThat(world.networks.prune(picture)).containsExactly(lost.bridge());
            assertThat(world.networks.prune(picture)).isEmpty();
            assertThat(world.networks.observe(picture)).isEmpty();
            String rules = DriftTest.list("list ruleset");
            assertThat(rules).contains(kept.bridge(), one.endpoint().hostLink(), "8080");
            assertThat(rules)
                    .doesNotContain(
                            lost.bridge(),
                            stale.endpoint().hostLink(),
                            "8081",
                            lost.subnet().base().toString());
            world.networks.prune(new NetworkPicture(List.of(), List.of(), List.of()));
            assertThat(DriftTest.list("list ruleset")).doesNotContain("jnettest");
        });
    }

    private static EndpointSpec spec(NetworkState network, String address, String name, Set<Trait> traits) {
        return new EndpointSpec("many", network, Ipv4.parse(address), Optional.empty(), name, traits);
    }

    private static Optional<RtnetlinkLink> link(String name) {
        try (Rtnetlink host = Rtnetlink.open()) {
            return host.link(name);
        }
    }

    private static long veths() {
        try (Rtnetlink host = Rtnetlink.open()) {
            return host.links().stream()
                    .filter(link -> link.name().startsWith("jv"))
                    .count();
        }
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
