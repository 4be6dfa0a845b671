package io.jstack.images.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** Debian's docker-registry on a free port of the loopback address. */
final class DockerRegistry implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");

    private final Path config;
    private final int port;
    private Process process;

    private DockerRegistry(Path config, int port) throws IOException {
        this.config = config;
        this.port = port;
        this.process = launch();
    }

    /** Skips the test, and says so, on a machine without the package. */
    static DockerRegistry start(Path directory, String auth) throws IOException {
        return start(directory, auth, "", "");
    }

    /** One that removes manifests when it is asked to. */
    static DockerRegistry startWithDelete(Path directory) throws IOException {
        return start(directory, "", "", ", delete: {enabled: true}");
    }

    /** With TLS, by a certificate of 127.0.0.1. */
    static DockerRegistry startTls(Path directory, Path certificate, Path key) throws IOException {
        return start(directory, "", ", tls: {certificate: '%s', key: '%s'}".formatted(certificate, key), "");
    }

    private static DockerRegistry start(Path directory, String auth, String tls, String storage) throws IOException {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM), "docker-registry is not installed: apt-get install docker-registry");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path config = Files.writeString(directory.resolve("registry-" + port + ".yml"), """
                version: 0.1
                log: {level: warn}
                storage: {filesystem: {rootdirectory: %s}%s}
                http: {addr: '127.0.0.1:%d'%s}
                %s
                """.formatted(
                        directory.resolve("registry"), storage, port, tls, auth));
        return new DockerRegistry(config, port);
    }

    private Process launch() throws IOException {
        Process started = new ProcessBuilder(PROGRAM.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        config.resolveSibling("registry.log").toFile()))
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> answers(port));
        return started;
    }

    /** SIGKILL, and another one at the same address over the same files. */
    synchronized void killAndStartAgain() throws IOException {
        kill();
        startAgain();
    }

    synchronized void kill() {
        process.destroyForcibly();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive());
    }

    synchronized void startAgain() throws IOException {
        process = launch();
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public synchronized void close() {
        process.destroy();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive());
    }
}
