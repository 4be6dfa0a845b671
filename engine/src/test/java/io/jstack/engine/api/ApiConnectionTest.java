package io.jstack.engine.api;

import static io.jstack.engine.api.Route.Kind.ACTS;
import static io.jstack.engine.api.Route.Kind.LOOKS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jstack.engine.terminal.TerminalServer;
import io.jstack.runtime.kernel.UnixListener;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of a request, over a socket. */
class ApiConnectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final AtomicInteger interrupted = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private final AtomicLong written = new AtomicLong();
    private final CountDownLatch carryOn = new CountDownLatch(1);
    private TerminalServer server;

    @BeforeEach
    void listen() {
        server = TerminalServer.start(
                new TerminalServer.Settings(directory.resolve("engine.sock"), "0.1.0", "nobody-here", () -> {}),
                terminal -> 0);
        DockerApi api = new DockerApi(
                "0.1.0",
                new Routes(List.of(
                        Route.of(LOOKS, "GET", "/_ping", (request, answer) -> answer.text("OK")),
                        Route.of(LOOKS, "GET", "/torrent", this::torrent),
                        Route.of(LOOKS, "GET", "/wait", this::waiting),
                        Route.of(ACTS, "POST", "/act", this::acting),
                        Route.of(ACTS, "POST", "/gone", (request, answer) -> answer.status(204)))));
        server.alsoServe(
                UnixListener.at(directory.resolve("docker.sock")),
                client -> api.serve(client, DockerApi.Scope.EVERYTHING, workers));
    }

    @AfterEach
    void leave() {
        carryOn.countDown();
        server.close();
        workers.shutdownNow();
    }

    private void torrent(Request request, Answer answer) throws IOException {
        try (OutputStream out = answer.stream("text/plain")) {
            byte[] block = new byte[32 << 10];
            while (true) {
                out.write(block);
                written.addAndGet(block.length);
            }
        } finally {
            finished.incrementAndGet();
        }
    }

    private void waiting(Request request, Answer answer) throws IOException, InterruptedException {
        try (OutputStream out = answer.stream("text/plain")) {
            out.flush();
            begun.countDown();
            carryOn.await();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
        }
    }

    private void acting(Request request, Answer answer) throws InterruptedException, IOException {
        begun.countDown();
        carryOn.await();
        finished.incrementAndGet();
        answer.status(204);
    }

    @Test
    void pingHasDockersHeadersAndTheConnectionStays() throws IOException {
        try (SocketChannel client = connect()) {
            send(client, "HEAD /_ping HTTP/1.1\r\nHost: d\r\n\r\n");
            assertThat(readUntil(client, "\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .containsIgnoringCase("api-version: 1.44")
                    .containsIgnoringCase("ostype: linux")
                    .containsIgnoringCase("server: jstack/0.1.0 (linux)")
                    .containsIgnoringCase("content-length: 2");
            send(client, "GET /v1.44/_ping HTTP/1.1\r\nHost: d\r\n\r\n");
            assertThat(readUntil(client, "\r\n\r\nOK")).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void requestsSentAheadAreAnsweredInTheirOrder() throws IOException {
        try (SocketChannel client = connect()) {
            send(client, "POST /gone HTTP/1.1\r\nHost: d\r\n\r\nGET /_ping HTTP/1.1\r\nHost: d\r\n\r\n");
            assertThat(readUntil(client, "\r\n\r\nOK"))
                    .startsWith("HTTP/1.1 204 No Content")
                    .contains("HTTP/1.1 200 OK");
        }
    }

    @Test
    void whoHalfClosesAfterAskingStillGetsItsAnswer() throws IOException {
        try (SocketChannel client = connect()) {
            send(client, "GET /_ping HTTP/1.0\r\n\r\n");
            client.shutdownOutput();
            assertThat(readAll(client)).startsWith("HTTP/1.1 200 OK").endsWith("OK");
        }
    }

    @Test
    void whatIsNotSpokenIsJson() throws IOException {
        try (SocketChannel client = connect()) {
            send(client, "POST /v1.44/build HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            assertThat(readAll(client))
                    .startsWith("HTTP/1.1 501 Not Implemented")
                    .contains("{\"message\":\"POST /build is not spoken by jstack\"}");
        }
    }

    @Test
    void aClientThatDoesNotReadCostsNoMemory() throws IOException {
        try (SocketChannel client = connect()) {
            send(client, "GET /torrent HTTP/1.1\r\nHost: d\r\n\r\n");
            await().atMost(PATIENCE).until(() -> written.get() > 0);
            AtomicLong before = new AtomicLong(-1);
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> before.getAndSet(written.get()) == written.get());
            assertThat(written.get()).isLessThan(4 << 20);
        }
        await().atMost(PATIENCE).until(() -> finished.get() == 1);
    }

    @Test
    void whoLeavesEndsWhatOnlyLooked() throws Exception {
        try (SocketChannel client = connect()) {
            send(client, "GET /wait HTTP/1.1\r\nHost: d\r\n\r\n");
            assertThat(readUntil(client, "\r\n\r\n")).containsIgnoringCase("transfer-encoding: chunked");
            begun.await();
        }
        await().atMost(PATIENCE).until(() -> interrupted.get() == 1);
    }

    @Test
    void whatChangesSomethingIsCarriedThroughWithoutItsClient() throws Exception {
        try (SocketChannel client = connect()) {
            send(client, "POST /act HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\n");
            begun.await();
        }
        carryOn.countDown();
        await().atMost(PATIENCE).until(() -> finished.get() == 1);
    }

    @Test
    void aBodyOrHeadThatIsTooLongIsNotReadToItsEnd() throws IOException {
        try (SocketChannel client = connect()) {
            send(client, "POST /act HTTP/1.1\r\nHost: d\r\nContent-Length: 200000\r\n\r\n");
            assertThat(readUntil(client, "\r\n\r\n")).startsWith("HTTP/1.1 413 ");
        }
        try (SocketChannel client = connect()) {
            send(client, "GET /_ping HTTP/1.1\r\nHost: d\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
            assertThat(readAll(client)).isEmpty();
        }
        try (SocketChannel client = connect()) {
            send(client, "this is no HTTP\r\n\r\n");
            assertThat(readAll(client)).isEmpty();
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
        client.connect(UnixDomainSocketAddress.of(directory.resolve("docker.sock")));
        return client;
    }

    private static void send(SocketChannel client, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private static String readUntil(SocketChannel client, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (text.indexOf(end) < 0 && client.read(one) > 0) {
            text.append((char) one.get(0));
            one.clear();
        }
        return text.toString();
    }

    private static String readAll(SocketChannel client) throws IOException {
        StringBuilder text = new StringBuilder();
        ByteBuffer some = ByteBuffer.allocate(4096);
        try {
            while (client.read(some) >= 0) {
                text.append(US_ASCII.decode(some.flip()));
                some.clear();
            }
        } catch (IOException reset) {
            // closed with bytes unread: what came before counts
        }
        return text.toString();
    }
}
