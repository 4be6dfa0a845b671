package io.jstack.networking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jstack.networking.EndpointSpec.Trait;
import io.jstack.networking.NetworkDrift.Kind;
import io.jstack.networking.NetworkPicture.Attached;
import io.jstack.runtime.kernel.Nftables;
import io.jstack.runtime.kernel.Rtnetlink;
import io.jstack.runtime.kernel.RtnetlinkRequests;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that can be taken from us is seen, announced, and put back. */
@Tag("root")
class DriftTest {
    /** A way to damage a network, and what is then to be seen. */
    private interface Damage {
        void to(World world, World.Container container);
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage(
                        "bridge deleted",
                        Kind.BRIDGE_MISSING,
                        (world, container) -> link(RtnetlinkRequests.deleteLink(bridge(container)))),
                damage(
                        "bridge down",
                        Kind.BRIDGE_DOWN,
                        (world, container) -> ip("link", "set", bridge(container), "down")),
                damage(
                        "bridge address deleted",
                        Kind.BRIDGE_ADDRESS_MISSING,
                        (world, container) -> ip("addr", "flush", "dev", bridge(container))),
                damage(
                        "veth deleted",
                        Kind.ENDPOINT_MISSING,
                        (world, container) -> link(RtnetlinkRequests.deleteLink(
                                container.endpoint().hostLink()))),
                damage(
                        "veth down",
                        Kind.ENDPOINT_DOWN,
                        (world, container) ->
                                ip("link", "set", container.endpoint().hostLink(), "down")),
                damage(
                        "veth off the bridge",
                        Kind.ENDPOINT_DOWN,
                        (world, container) ->
                                ip("link", "set", container.endpoint().hostLink(), "nomaster")),
                damage(
                        "inner link down",
                        Kind.ENDPOINT_DOWN,
                        (world, container) -> inside(container, "link", "set", "eth0", "down")),
                damage("ruleset flushed", Kind.TABLE_MISSING, (world, container) -> nft("flush ruleset")),
                damage("table flushed", Kind.TABLE_CHANGED, (world, container) -> nft("flush table ip jnettest")),
                damage(
                        "guard rule flushed",
                        Kind.TABLE_CHANGED,
                        (world, container) -> nft("flush chain ip jnettest guard")),
                damage(
                        "foreign rule in our chain",
                        Kind.TABLE_CHANGED,
                        (world, container) -> nft("insert rule ip jnettest between drop")),
                damage(
                        "spoof guard flushed",
                        Kind.TABLE_MISSING,
                        (world, container) -> nft("delete table bridge jnettest")),
                damage(
                        "own address flushed",
                        Kind.TABLE_CHANGED,
                        (world, container) -> nft("flush set bridge jnettest own")),
                damage(
                        "bridge not in the set",
                        Kind.TABLE_CHANGED,
                        (world, container) -> nft("flush set ip jnettest bridges")),
                damage(
                        "port removed",
                        Kind.PORT_MISSING,
                        (world, container) -> nft("delete element ip jnettest pub { tcp . 8080 }")),
                damage(
                        "port led elsewhere",
                        Kind.PORT_MISSING,
                        (world, container) -> nft(
                                "delete element ip jnettest pub { tcp . 8080 }; add element ip jnettest pub { tcp . 8080 : 10.9.9.9 . 80 }")),
                damage(
                        "forwarding off",
                        Kind.FORWARDING_OFF,
                        (world, container) -> World.sysctl("ipv4/ip_forward", "0")),
                damage(
                        "route_localnet off",
                        Kind.SYSCTL_CHANGED,
                        (world, container) -> World.sysctl(Sysctls.routeLocalnet(bridge(container)), "0")));
    }

    private static Arguments damage(String name, Kind kind, Damage damage) {
        return Arguments.of(name, kind, damage);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void isSeenAndRepaired(String name, Kind kind, Damage damage) {
        World.with(world -> {
            NetworkState net = world.network("web_default");
            World.Container one = world.container(net, 1, Trait.PUBLISHES);
            Talk.serve(one.netns(), 80, "one");
            Talk.serve(world.neighbour, 90, "outside");
            Publication port = world.lead(Optional.empty(), 8080, one, 80, Protocol.TCP);
            world.networks.publish(List.of(port));
            NetworkPicture picture = new NetworkPicture(
                    List.of(net), List.of(new Attached(one.endpoint(), World.path(one.netns()))), List.of(port));
            assertThat(world.networks.observe(picture)).isEmpty();

            AtomicInteger heard = new AtomicInteger();
            AutoCloseable listening = world.networks.subscribe(heard::incrementAndGet);
            damage.to(world, one);
            if (kind
                    != Kind.SYSCTL_CHANGED) { // the kernel tells of forwarding only; the periodic look finds the others
                await(name).untilAsserted(() -> assertThat(heard).hasPositiveValue());
            }
            close(listening);

            assertThat(world.networks.repair(picture))
                    .extracting(NetworkDrift::kind)
                    .contains(kind);
            assertThat(world.networks.observe(picture)).isEmpty();
            // a link whose other end came back passes frames when the kernel's linkwatch has seen it, up to a second
            // later
            await().untilAsserted(() ->
                    assertThat(Talk.ask(world.host, "127.0.0.1", 8080)).startsWith("one "));
            assertThat(Talk.ask(world.neighbour, World.HOST, 8080)).startsWith("one ");
            assertThat(Talk.ask(one.netns(), World.NEIGHBOUR, 90)).startsWith("outside ");
        });
    }

    @Test
    void aRuleInDockersChainIsPlacedWatchedAndTakenAway() {
        World.with(world -> {
            nft(
                    "add table ip filter; add chain ip filter DOCKER-USER; add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }; add rule ip filter FORWARD jump DOCKER-USER");
            NetworkState net = world.network("web_default");
            World.Container one = world.container(net, 1);
            Talk.serve(world.neighbour, 90, "outside");
            // a fresh link too passes frames only when linkwatch has seen it
            await().untilAsserted(() ->
                    assertThat(Talk.ask(one.netns(), World.NEIGHBOUR, 90)).startsWith("outside "));
            assertThat(world.networks.takeNews()).anyMatch(said -> said.contains("DOCKER-USER"));
            assertThat(world.networks.takeNews()).isEmpty();
            NetworkPicture picture = new NetworkPicture(List.of(net), List.of(), List.of());
            assertThat(world.networks.observe(picture)).isEmpty();

            nft("flush chain ip filter DOCKER-USER");
            assertThat(Talk.ask(one.netns(), World.NEIGHBOUR, 90)).startsWith("no answer");
            assertThat(world.networks.repair(picture))
                    .extracting(NetworkDrift::kind)
                    .containsExactly(Kind.DOCKER_USER_RULE_MISSING);
            assertThat(Talk.ask(one.netns(), World.NEIGHBOUR, 90)).startsWith("outside ");
            world.networks.remove(List.of(net));
            assertThat(list("list chain ip filter DOCKER-USER")).doesNotContain("\"rule\"");
        });
    }

    /** Whoever is accepted in DOCKER-USER never meets the rules that keep Docker's containers apart from others. */
    @Test
    void whatGoesToDockersOwnBridgesIsLeftToDockersRules() {
        World.with(world -> {
            nft("add table ip filter; add chain ip filter DOCKER-USER; add chain ip filter DOCKER-ISOLATION-STAGE-2;"
                    + " add rule ip filter DOCKER-ISOLATION-STAGE-2 oifname \"lan0\" drop;"
                    + " add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; };"
                    + " add rule ip filter FORWARD jump DOCKER-USER; add rule ip filter DOCKER-USER return");
            NetworkState net = world.network("web_default");
            World.Container one = world.container(net, 1);
            NetworkPicture picture = new NetworkPicture(List.of(net), List.of(), List.of());
            Talk.serve(world.neighbour, 90, "behind Docker's bridge");
            assertThat(Talk.ask(one.netns(), World.NEIGHBOUR, 90)).startsWith("no answer");

            nft("flush chain ip filter DOCKER-ISOLATION-STAGE-2"); // that bridge is Docker's no more
            assertThat(world.networks.repair(picture))
                    .extracting(NetworkDrift::kind)
                    .containsExactly(Kind.DOCKER_USER_RULE_MISSING);
            assertThat(Talk.ask(one.netns(), World.NEIGHBOUR, 90)).startsWith("behind ");
            assertThat(world.networks.observe(picture)).isEmpty();
        });
    }

    @Test
    void theLastRemovalLeavesNothing() {
        World.with(world -> {
            String before = list("list ruleset");
            NetworkState one = world.network("web_default");
            NetworkState two = world.network("web_back");
            world.container(one, 1);
            world.container(two, 1);
            world.networks.remove(List.of(one));
            assertThat(Sysctls.read(Sysctls.IP_FORWARD)).contains("1");
            world.networks.remove(List.of(two));
            world.networks.remove(List.of(two));
            assertThat(list("list ruleset")).isEqualTo(before);
            assertThat(Sysctls.read(Sysctls.IP_FORWARD)).contains("0");
            try (Rtnetlink host = Rtnetlink.open()) {
                assertThat(host.links())
                        .extracting(link -> link.name())
                        .containsExactlyInAnyOrder("lo", "lan0", "lan1");
            }
        });
    }

    private static String bridge(World.Container container) {
        return container.endpoint().spec().network().bridge();
    }

    private static void link(io.jstack.runtime.kernel.NetlinkRequest request) {
        try (Rtnetlink host = Rtnetlink.open()) {
            host.apply(request);
        }
    }

    private static void ip(String... arguments) {
        Shell.run(Stream.concat(Stream.of("ip"), Stream.of(arguments)).toList());
    }

    private static void inside(World.Container container, String... arguments) {
        Shell.run(Stream.concat(
                        Stream.of(
                                "nsenter",
                                "--net=/proc/" + ProcessHandle.current().pid() + "/fd/"
                                        + container.netns().number(),
                                "ip"),
                        Stream.of(arguments))
                .toList());
    }

    private static void nft(String commands) {
        try (Nftables nftables = Nftables.open().orElseThrow()) {
            nftables.run(commands);
        }
    }

    static String list(String command) {
        try (Nftables nftables = Nftables.open().orElseThrow()) {
            return nftables.list(command);
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
