package io.jstack.images.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jstack.images.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A registry that takes blobs as the OCI distribution spec says, and breaks one transfer. */
final class UploadRegistry implements AutoCloseable {
    private static final String PLACE = "/v2/app/blobs/uploads/1";

    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final int breakAfter;
    private ByteArrayOutputStream upload = new ByteArrayOutputStream();
    private boolean broken;
    /** Finished blobs. */
    final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
    /** Method and Content-Range of what concerned uploads. */
    final List<String> uploads = new CopyOnWriteArrayList<>();

    /**
     * @param breakAfter so many bytes of the first transfer that is longer
     */
    UploadRegistry(int breakAfter) throws IOException {
        this.breakAfter = breakAfter;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(workers);
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        try (exchange) {
            if (path.startsWith("/v2/app/blobs/uploads/")) {
                List<String> range =
                        exchange.getRequestHeaders().getOrDefault("Content-Range", Collections.emptyList());
                uploads.add(method + " " + String.join("", range));
                upload(exchange, method);
            } else if (path.startsWith("/v2/app/blobs/")) {
                Digest digest = Digest.parse(path.substring("/v2/app/blobs/".length()));
                exchange.sendResponseHeaders(blobs.containsKey(digest) ? 200 : 404, -1);
            } else {
                exchange.sendResponseHeaders(path.equals("/v2/") ? 200 : 201, -1);
            }
        }
    }

    private void upload(HttpExchange exchange, String method) throws IOException {
        exchange.getResponseHeaders().add("Location", PLACE);
        switch (method) {
            case "POST" -> {
                upload = new ByteArrayOutputStream();
                exchange.sendResponseHeaders(202, -1);
            }
            case "PATCH" -> {
                byte[] begin = exchange.getRequestBody().readNBytes(breakAfter);
                upload.write(begin);
                if (begin.length == breakAfter && !broken) {
                    broken = true;
                    throw new IOException("broken as told");
                }
                exchange.getRequestBody().transferTo(upload);
                exchange.sendResponseHeaders(202, -1);
            }
            case "GET" -> {
                exchange.getResponseHeaders().add("Range", "0-" + Math.max(0, upload.size() - 1));
                exchange.sendResponseHeaders(204, -1);
            }
            default -> {
                Digest digest = Digest.of(upload.toByteArray());
                boolean isRight = exchange.getRequestURI().getQuery().equals("digest=" + digest);
                if (isRight) {
                    blobs.put(digest, upload.toByteArray());
                }
                exchange.sendResponseHeaders(isRight ? 201 : 400, -1);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
