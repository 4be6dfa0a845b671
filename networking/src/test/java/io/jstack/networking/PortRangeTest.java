package io.jstack.networking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** moby#11185: a large range of ports cost one proxy process each. */
@Tag("root")
@Tag("long")
class PortRangeTest {
    @Test
    void fourThousandPortsArePublishedAndAllAnswer() {
        World.with(world -> {
            World.Container one = world.container(world.network("web_default"), 1);
            Talk.serve(one.netns(), 80, "one");
            List<PublishedPort> wanted = IntStream.range(20_000, 24_000)
                    .mapToObj(port -> new PublishedPort(
                            Optional.empty(), PortRange.of(port), 80, Protocol.TCP, "web/c", Optional.empty()))
                    .toList();
            Ports ports = new Ports((port, number) -> Optional.empty());
            long start = System.nanoTime();
            List<ReservedPort> reserved = ports.reserve(wanted);
            long bound = System.nanoTime();
            world.networks.publish(reserved.stream()
                    .map(port -> new Publication(port, Ipv4.parse(one.ip())))
                    .toList());
            long published = System.nanoTime();
            System.getLogger("networking")
                    .log(
                            System.Logger.Level.INFO,
                            "4000 ports  reserve=%d ms publish=%d ms"
                                    .formatted(
                                            Duration.ofNanos(bound - start).toMillis(),
                                            Duration.ofNanos(published - bound).toMillis()));
            for (int port : new int[] {20_000, 22_000, 23_999}) {
                assertThat(Talk.ask(world.neighbour, World.HOST, port)).startsWith("one ");
                assertThat(Talk.ask(world.host, "::1", port)).startsWith("one ");
            }
            world.networks.unpublish(reserved);
            ports.release(reserved);
        });
    }
}
