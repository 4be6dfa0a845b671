package io.jstack.networking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jstack.values.JstackException;
import io.jstack.values.Place;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reserving host ports, and serving those that the kernel cannot. */
@Tag("root")
class PortsTest {
    private final Ports ports = new Ports((port, number) -> Optional.empty());

    private static PublishedPort port(String ip, PortRange range, Protocol protocol) {
        return new PublishedPort(
                ip.isEmpty() ? Optional.empty() : Optional.of(Talk.address(ip)),
                range,
                80,
                protocol,
                "web/db",
                Optional.of(new Place("stack.yaml", 14, 9)));
    }

    @Test
    void aPortThatSomeoneListensOnIsRefusedWithHisNameAndNothingIsTaken() {
        World.with(world -> {
            try (ServerSocket other = world.keep(Talk.serve(world.host, "127.0.0.1", 5432, "other"))) {
                String me = "java (pid %d)".formatted(ProcessHandle.current().pid());
                PublishedPort free = port("", PortRange.of(5431), Protocol.TCP);
                assertThatThrownBy(() -> ports.reserve(List.of(free, port("", PortRange.of(5432), Protocol.TCP))))
                        .isInstanceOf(JstackException.class)
                        .hasMessage("""
                                stack.yaml:14:9: port-in-use: cannot publish 0.0.0.0:5432/tcp for web/db: held by %s
                                  try: publish 0.0.0.0:5433/tcp instead, or stop %s""".formatted(me, me));
                assertThat(other.isClosed()).isFalse();
                ports.release(ports.reserve(List.of(free)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void aReservedPortIsKeptFromEveryoneAndNamesItsOwner() {
        World.with(world -> {
            Ports knowing = new Ports((port, number) -> Optional.of("shop/web"));
            List<ReservedPort> held = knowing.reserve(List.of(port("", PortRange.of(8080), Protocol.TCP)));
            assertThatThrownBy(() -> new ServerSocket(8080)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> knowing.reserve(List.of(port("127.0.0.1", PortRange.of(8080), Protocol.TCP))))
                    .hasMessageContaining("held by shop/web")
                    .hasMessageContaining("publish 127.0.0.1:8081/tcp instead");
            assertThat(knowing.reserve(List.of(port("", PortRange.of(8080), Protocol.UDP))))
                    .hasSize(1);
            ports.release(held);
            ports.release(knowing.reserve(List.of(port("", PortRange.of(8080), Protocol.TCP))));
        });
    }

    @Test
    void aRangeGivesItsFirstFreePortAndAnAbsentPortOneOfTheDynamicOnes() {
        World.with(world -> {
            List<ReservedPort> three = ports.reserve(List.of(
                    port("", new PortRange(9000, 9002), Protocol.TCP),
                    port("", new PortRange(9000, 9002), Protocol.TCP),
                    port("", PortRange.DYNAMIC, Protocol.TCP)));
            assertThat(three).extracting(ReservedPort::number).containsExactly(9000, 9001, 49153);
            assertThatThrownBy(() -> ports.reserve(List.of(
                            port("", new PortRange(9000, 9001), Protocol.TCP),
                            port("192.0.2.99", PortRange.of(1), Protocol.TCP))))
                    .hasMessageContaining("no-port-left")
                    .hasMessageContaining("host-address-unknown");
            ports.release(three);
        });
    }

    @Test
    void portsOnIpv6AreServedInUserSpaceAndHalfClosedConnectionsStayOpen() {
        World.with(world -> {
            NetworkState net = world.network("web_default");
            World.Container one = world.container(net, 1);
            World.Container two = world.container(net, 2);
            Talk.serve(one.netns(), 80, "one");
            Talk.serve(two.netns(), 80, "two");
            Talk.serveUdp(one.netns(), 80, "one");
            Talk.serveUdp(two.netns(), 80, "two");
            List<ReservedPort> reserved = ports.reserve(
                    List.of(port("", PortRange.of(8080), Protocol.TCP), port("", PortRange.of(8080), Protocol.UDP)));
            for (World.Container target : List.of(one, two, one)) {
                String name = target.equals(one) ? "one " : "two ";
                world.networks.publish(reserved.stream()
                        .map(port -> new Publication(port, Ipv4.parse(target.ip())))
                        .toList());
                // asked again on a busy machine, where an answer may take longer than one question waits
                await().untilAsserted(() ->
                        assertThat(Talk.ask(world.host, "::1", 8080)).startsWith(name));
                await().untilAsserted(() ->
                        assertThat(Talk.ask(world.host, "127.0.0.1", 8080)).startsWith(name));
                await().untilAsserted(() ->
                        assertThat(Talk.askUdp(world.host, "::1", 8080)).startsWith(name));
            }
            assertThat(linesAfterHalfClose()).isEqualTo(20_000);
            world.networks.unpublish(reserved);
            ports.release(reserved);
            assertThat(Talk.ask(world.host, "::1", 8080)).startsWith("no answer");
            // connections that lingered behind do not keep the port
            ports.release(ports.reserve(List.of(port("", PortRange.of(8080), Protocol.TCP))));
        });
    }

    /** Says 20 000 lines, closes its sending side, and then counts the answers. */
    private static long linesAfterHalfClose() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(Talk.address("::1"), 8080), 700);
            socket.setSoTimeout(5000);
            socket.getOutputStream().write("x\n".repeat(20_000).getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            try (BufferedReader in = Talk.reader(socket)) {
                return in.lines().count();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
