package io.jstack.networking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A published port that is led to another container while clients talk. */
@Tag("root")
class SwitchTest {
    @Test
    void noNewConnectionFailsAndAnEstablishedOneStays() {
        World.with(world -> {
            NetworkState net = world.network("web_default");
            World.Container one = world.container(net, 1);
            World.Container two = world.container(net, 2);
            Talk.serve(one.netns(), 80, "one");
            Talk.serve(two.netns(), 80, "two");
            Publication toOne = world.lead(Optional.empty(), 8080, one, 80, Protocol.TCP);
            Publication toTwo = world.lead(Optional.empty(), 8080, two, 80, Protocol.TCP);
            world.networks.publish(List.of(toOne));
            try (Socket established = new Socket(Talk.address("127.0.0.1"), 8080);
                    BufferedReader in = Talk.reader(established)) {
                assertThat(say(established, in)).startsWith("one ");
                Map<String, Integer> answers = new ConcurrentHashMap<>();
                AtomicBoolean over = new AtomicBoolean();
                Thread client = new Thread(() -> {
                    while (!over.get()) {
                        answers.merge(connectAndSay(), 1, Integer::sum);
                    }
                });
                client.start();
                for (int i = 0; i < 300; i++) {
                    world.networks.publish(List.of(i % 2 == 0 ? toTwo : toOne));
                }
                world.networks.publish(List.of(toTwo));
                over.set(true);
                client.join();
                assertThat(answers.keySet()).isSubsetOf("one", "two").isNotEmpty();
                assertThat(say(established, in)).startsWith("one ");
                assertThat(connectAndSay()).isEqualTo("two");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void aTalkingUdpClientFollows() {
        World.with(world -> {
            NetworkState net = world.network("web_default");
            World.Container one = world.container(net, 1);
            World.Container two = world.container(net, 2);
            Talk.serveUdp(one.netns(), 80, "one");
            Talk.serveUdp(two.netns(), 80, "two");
            try (DatagramSocket client = Talk.udp(world.host, 0)) {
                // it was talking before anyone listened: that must not be remembered either
                assertThat(Talk.askUdp(client, World.HOST, 8080)).startsWith("no answer");
                world.networks.publish(List.of(world.lead(Optional.empty(), 8080, one, 80, Protocol.UDP)));
                assertThat(Talk.askUdp(client, World.HOST, 8080)).startsWith("one ");
                world.networks.publish(List.of(world.lead(Optional.empty(), 8080, two, 80, Protocol.UDP)));
                assertThat(Talk.askUdp(client, World.HOST, 8080)).startsWith("two ");
            }
        });
    }

    private static String connectAndSay() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(Talk.address("127.0.0.1"), 8080), 3000);
            socket.setSoTimeout(3000);
            try (BufferedReader in = Talk.reader(socket)) {
                return say(socket, in).split(" ", 2)[0];
            }
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String say(Socket socket, BufferedReader in) throws IOException {
        socket.getOutputStream().write("x\n".getBytes(StandardCharsets.UTF_8));
        return String.valueOf(in.readLine());
    }
}
