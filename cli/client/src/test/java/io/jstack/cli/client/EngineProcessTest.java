package io.jstack.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@Tag("root")
class EngineProcessTest {
    private static final String LAUNCHER = "jstack.launcher";

    @TempDir
    private Path directory;

    private Path guard;

    @BeforeEach
    void aLauncherWhoseGuardGoesOn() throws Exception {
        assumeFalse(EngineProcess.hasSystemd(), "systemd starts the engine here");
        guard = directory.resolve("guard");
        Path launcher = directory.resolve("launcher");
        Files.writeString(launcher, "#!/bin/sh\necho $$ >%1$s.new; mv %1$s.new %1$s; exec sleep 60\n".formatted(guard));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        System.setProperty(LAUNCHER, launcher.toString());
    }

    @AfterEach
    void end() throws Exception {
        System.clearProperty(LAUNCHER);
        if (guard != null && Files.exists(guard)) {
            guard().ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** The JVM would wait 300 ms for the thread that waits for a child before it ends. */
    @Test
    void nobodyWaitsForTheGuardOnceTheEngineAnswers() throws Exception {
        Place place = new Place("test", directory.resolve("socket"), directory.resolve("log"));
        CompletableFuture<Void> connected = new CompletableFuture<>();
        Thread client = new Thread(() -> {
            try {
                new EngineProcess(place).start().close();
                connected.complete(null);
            } catch (Exception e) {
                connected.completeExceptionally(e);
            }
        });
        client.start();
        await().until(() -> Files.exists(guard));
        try (ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            engine.bind(UnixDomainSocketAddress.of(place.socket()));
            connected.join();
        }

        await().untilAsserted(() -> {
            try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
                assertThat(children).isEmpty();
            }
        });
        assertThat(guard().orElseThrow().isAlive()).isTrue();
    }

    private Optional<ProcessHandle> guard() throws Exception {
        return ProcessHandle.of(Long.parseLong(Files.readString(guard).strip()));
    }
}
