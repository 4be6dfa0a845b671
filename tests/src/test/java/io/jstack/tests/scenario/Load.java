package io.jstack.tests.scenario;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** New connections to a port of 127.0.0.1 at a steady rate; each asks for a page and reads all of it. */
public final class Load implements AutoCloseable {
    private static final int CLIENTS = 64;
    private static final int TIMEOUT_MILLIS = 10_000;

    private final int port;
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final Thread clock;
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    private Load(int port, int perSecond) {
        this.port = port;
        this.clock = new Thread(() -> tick(perSecond), "load");
    }

    /** Begins at once. */
    static Load on(int port, int perSecond) {
        Load load = new Load(port, perSecond);
        load.clock.start();
        return load;
    }

    int answered() {
        return answered.get();
    }

    List<String> failures() {
        return failures;
    }

    private void tick(int perSecond) {
        long begun = System.nanoTime();
        long made = 0;
        while (!over) {
            long due = (System.nanoTime() - begun) * perSecond / TimeUnit.SECONDS.toNanos(1);
            for (; made < due && !over; made++) {
                clients.execute(this::ask);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private void ask() {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (answer.contains("200 OK")) {
                answered.incrementAndGet();
            } else {
                failures.add("answered " + answer);
            }
        } catch (IOException e) {
            failures.add(e.toString());
        }
    }

    /** Every connection that was begun has ended. */
    @Override
    public void close() {
        over = true;
        try {
            clock.join();
            clients.shutdown();
            if (!clients.awaitTermination(1, TimeUnit.MINUTES)) {
                failures.add("connections that never end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
