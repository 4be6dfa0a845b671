package io.jstack.networking;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.networking.EndpointSpec.Trait;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every road to a published port, in a world of its own. */
@Tag("root")
class PublishedPortTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void isReachedByEveryRoad(String bridgeNf) {
        World.with(world -> {
            World.sysctl("bridge/bridge-nf-call-iptables", bridgeNf);
            NetworkState net = world.network("web_default");
            World.Container one = world.container(net, 1, Trait.PUBLISHES);
            World.Container two = world.container(net, 2);
            Talk.serve(one.netns(), 80, "one");
            Talk.serveUdp(one.netns(), 80, "one");
            Talk.serve(world.neighbour, 90, "outside");
            world.networks.publish(List.of(
                    world.lead(Optional.empty(), 8080, one, 80, Protocol.TCP),
                    world.lead(Optional.empty(), 8080, one, 80, Protocol.UDP)));

            String gateway = net.gateway().toString();
            assertThat(Talk.ask(world.host, "127.0.0.1", 8080)).isEqualTo("one " + gateway);
            assertThat(Talk.ask(world.host, World.HOST, 8080)).startsWith("one ");
            assertThat(Talk.ask(world.host, gateway, 8080)).startsWith("one ");
            assertThat(Talk.ask(world.neighbour, World.HOST, 8080)).isEqualTo("one " + World.NEIGHBOUR);
            assertThat(Talk.ask(two.netns(), World.HOST, 8080)).startsWith("one ");
            assertThat(Talk.ask(two.netns(), gateway, 8080)).startsWith("one ");
            assertThat(Talk.ask(two.netns(), one.ip(), 80)).isEqualTo("one " + two.ip());
            assertThat(Talk.ask(one.netns(), World.HOST, 8080)).as("hairpin").isEqualTo("one " + gateway);
            assertThat(Talk.ask(one.netns(), World.NEIGHBOUR, 90)).as("egress").isEqualTo("outside " + World.HOST);
            assertThat(Talk.askUdp(world.host, "127.0.0.1", 8080)).isEqualTo("one " + gateway);
            assertThat(Talk.askUdp(world.host, World.HOST, 8080)).startsWith("one ");
            assertThat(Talk.askUdp(world.neighbour, World.HOST, 8080)).isEqualTo("one " + World.NEIGHBOUR);
            assertThat(Talk.askUdp(one.netns(), World.HOST, 8080)).as("hairpin").isEqualTo("one " + gateway);
            assertThat(Talk.ask(world.neighbour, one.ip(), 80))
                    .as("unpublished")
                    .startsWith("no answer");
        });
    }
}
