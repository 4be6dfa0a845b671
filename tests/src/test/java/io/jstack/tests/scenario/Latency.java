package io.jstack.tests.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;

/**
 * How long an answer takes, each a median.
 *
 * @param neighbour a page of a container, by a new connection to its published port
 * @param engine {@code jstack ps}, the whole command
 */
public record Latency(Duration neighbour, Duration engine) {
    private static final int PAGES = 300;
    private static final int COMMANDS = 15;
    private static final int TIMEOUT_MILLIS = 10_000;

    /** Measured now, in a few seconds. */
    public static Latency of(Scenario scenario, int port) {
        return new Latency(
                median(PAGES, () -> page(port)), median(COMMANDS, () -> scenario.jstack("ps", "--format", "json")));
    }

    /** How many times as long as before the slower of the two takes. */
    public double times(Latency before) {
        return Math.max(
                (double) neighbour.toNanos() / before.neighbour.toNanos(),
                (double) engine.toNanos() / before.engine.toNanos());
    }

    private static Duration median(int count, Runnable work) {
        long[] sorted = IntStream.range(0, count)
                .mapToLong(i -> {
                    long begun = System.nanoTime();
                    work.run();
                    return System.nanoTime() - begun;
                })
                .sorted()
                .toArray();
        return Duration.ofNanos(sorted[count / 2]);
    }

    private static void page(int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (!answer.contains("200 OK")) {
                throw new AssertionError("port " + port + " answered " + answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "page %.2f ms, ps %.0f ms".formatted(neighbour.toNanos() / 1e6, engine.toNanos() / 1e6);
    }
}
