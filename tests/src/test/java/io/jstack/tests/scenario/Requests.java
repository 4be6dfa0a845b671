package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** HTTP requests, one every 10 ms to each address, for as long as it is open; one that is answered with anything else has failed. */
public final class Requests implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(10);
    private static final int PATIENCE = (int) Patience.seconds(5).toMillis();
    private static final byte[] GET = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final String expected;
    private final AtomicInteger answered = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<ScheduledExecutorService> askers;

    private Requests(String expected, List<InetSocketAddress> addresses) {
        this.expected = expected;
        this.askers = addresses.stream().map(this::asker).toList();
    }

    /** Begins to ask. */
    public static Requests begin(String expected, InetSocketAddress... addresses) {
        return new Requests(expected, List.of(addresses));
    }

    private ScheduledExecutorService asker(InetSocketAddress address) {
        ScheduledExecutorService asker = Executors.newSingleThreadScheduledExecutor();
        var unused = asker.scheduleAtFixedRate(() -> ask(address), 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return asker;
    }

    private void ask(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE);
            socket.connect(address, PATIENCE);
            socket.getOutputStream().write(GET);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (answer.startsWith("HTTP/1.1 200") && answer.contains(expected)) {
                answered.incrementAndGet();
            } else {
                failures.add(Instant.now() + " " + address + ": \"" + answer + "\"");
            }
        } catch (IOException e) {
            failures.add(Instant.now() + " " + address + ": " + e);
        }
    }

    /** Ends them: no request failed, and there were at least so many. */
    public Check allAnswered(int atLeast) {
        return scenario -> {
            close();
            System.out.printf("requests: %d answered, %d failed%n", answered.get(), failures.size());
            assertThat(failures)
                    .as("of %d requests", answered.get() + failures.size())
                    .isEmpty();
            assertThat(answered.get()).as("requests").isGreaterThanOrEqualTo(atLeast);
        };
    }

    @Override
    public void close() {
        for (ScheduledExecutorService asker : askers) {
            asker.shutdown();
            try {
                assertThat(asker.awaitTermination(2L * PATIENCE, TimeUnit.MILLISECONDS))
                        .isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                asker.shutdownNow();
            }
        }
    }
}
