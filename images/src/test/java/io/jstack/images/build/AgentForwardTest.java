package io.jstack.images.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("root")
@Timeout(20)
class AgentForwardTest {
    @TempDir
    Path dir;

    /** An agent that answers once it has heard all. */
    private ServerSocketChannel agent() throws IOException {
        ServerSocketChannel agent = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        agent.bind(UnixDomainSocketAddress.of(dir.resolve("agent")));
        Thread thread = new Thread(() -> {
            try (SocketChannel asked = agent.accept()) {
                byte[] heard = Channels.newInputStream(asked).readAllBytes();
                asked.write(ByteBuffer.wrap(("heard " + heard.length).getBytes(StandardCharsets.UTF_8)));
            } catch (IOException e) {
                return; // the test says what it misses
            }
        });
        thread.setDaemon(true);
        thread.start();
        return agent;
    }

    @Test
    void aConnectionReachesTheAgentAndItsAnswerComesBack() throws IOException {
        Path own = dir.resolve("own");
        try (ServerSocketChannel agent = agent();
                AgentForward forward = AgentForward.open(own, dir.resolve("agent"));
                SocketChannel step = SocketChannel.open(UnixDomainSocketAddress.of(own))) {
            step.write(ByteBuffer.allocate(100_000));
            step.shutdownOutput();
            assertThat(new String(Channels.newInputStream(step).readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("heard 100000");
            assertThat(agent.isOpen()).isTrue();
            assertThat(forward.socket()).isEqualTo(own);
        }
        assertThat(own).doesNotExist();
    }

    /** moby: a step that runs as a user could not use an agent of root's. */
    @Test
    void itLooksAsTheStepWantsItAndTheAgentsSocketStaysAsItWas() throws IOException {
        try (ServerSocketChannel agent = agent();
                AgentForward forward = AgentForward.open(dir.resolve("own"), dir.resolve("agent"))) {
            Object before = Files.getAttribute(dir.resolve("agent"), "unix:mode");
            forward.looks(5, 6, 0640);
            assertThat(Files.getAttribute(forward.socket(), "unix:uid")).isEqualTo(5);
            assertThat(Files.getAttribute(forward.socket(), "unix:gid")).isEqualTo(6);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(forward.socket())))
                    .isEqualTo("rw-r-----");
            assertThat(Files.getAttribute(dir.resolve("agent"), "unix:mode")).isEqualTo(before);
            assertThat(agent.isOpen()).isTrue();
        }
    }

    @Test
    void anAgentThatIsGoneEndsTheConnection() throws IOException {
        try (AgentForward forward = AgentForward.open(dir.resolve("own"), dir.resolve("agent"));
                SocketChannel step = SocketChannel.open(UnixDomainSocketAddress.of(forward.socket()))) {
            assertThat(Channels.newInputStream(step).readAllBytes()).isEmpty();
        }
    }
}
