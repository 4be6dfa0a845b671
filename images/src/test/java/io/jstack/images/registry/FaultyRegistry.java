package io.jstack.images.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A registry of a few documents that misbehaves as told. */
final class FaultyRegistry implements AutoCloseable {
    private final HttpServer server;
    final Map<String, byte[]> documents = new ConcurrentHashMap<>();
    final Map<String, String> types = new ConcurrentHashMap<>();
    /** Path to how many bytes are sent before the connection breaks, once. */
    final Map<String, Integer> breakAfter = new ConcurrentHashMap<>();
    /** Path to how many bytes are sent before it falls silent, once, with the connection open. */
    final Map<String, Integer> stallAfter = new ConcurrentHashMap<>();
    /** Path to how often it answers 503 first. */
    final Map<String, Integer> busy = new ConcurrentHashMap<>();
    /** Path to where it is said to be. */
    final Map<String, String> redirects = new ConcurrentHashMap<>();

    final List<String> requests = java.util.Collections.synchronizedList(new ArrayList<>());
    volatile String token = "";
    private final CountDownLatch closed = new CountDownLatch(1);

    FaultyRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "faulty registry");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(path + (range == null ? "" : " " + range));
        try (exchange) {
            if (path.equals("/token")) {
                send(
                        exchange,
                        200,
                        "{\"token\": \"%s\"}".formatted(token).getBytes(StandardCharsets.UTF_8),
                        "application/json");
                return;
            }
            if (!token.isEmpty()
                    && !("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders()
                        .add(
                                "WWW-Authenticate",
                                "Bearer realm=\"http://%s/token\",service=\"test\",scope=\"repository:app:pull\""
                                        .formatted(address()));
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            if (busy.merge(path, -1, Integer::sum) >= 0) {
                exchange.getResponseHeaders().add("Retry-After", "7");
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            String elsewhere = redirects.get(path);
            if (elsewhere != null) {
                exchange.getResponseHeaders().add("Location", "http://" + address() + elsewhere);
                exchange.sendResponseHeaders(307, -1);
                return;
            }
            byte[] body = documents.get(path);
            if (body == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
            if (from > 0 && from >= body.length) {
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            byte[] rest = java.util.Arrays.copyOfRange(body, from, body.length);
            Integer stallAt = stallAfter.remove(path);
            if (stallAt != null) {
                exchange.sendResponseHeaders(range == null ? 200 : 206, rest.length);
                exchange.getResponseBody().write(rest, 0, stallAt);
                exchange.getResponseBody().flush();
                closed.await();
                return;
            }
            Integer breakAt = breakAfter.remove(path);
            if (breakAt != null) {
                exchange.sendResponseHeaders(range == null ? 200 : 206, rest.length);
                exchange.getResponseBody().write(rest, 0, breakAt);
                exchange.getResponseBody().flush();
                throw new IOException("broken as told");
            }
            send(exchange, range == null ? 200 : 206, rest, types.getOrDefault(path, "application/octet-stream"));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body, String type) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
