package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Visits of a page that counts them in a database, one after the other for as long as it is open: each number shown was committed. */
public final class Visits implements AutoCloseable {
    private static final Duration GAP = Duration.ofMillis(10);
    private static final Duration PATIENCE = Patience.seconds(10);
    private static final Pattern NUMBER = Pattern.compile("visits: (\\d+)");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final HttpRequest page;
    private final List<Long> acknowledged = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService visitor = Executors.newSingleThreadScheduledExecutor();

    private Visits(int port) {
        page = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .timeout(PATIENCE)
                .build();
        var unused = visitor.scheduleWithFixedDelay(
                () -> visit().ifPresent(acknowledged::add), 0, GAP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Begins to visit the page at that port of loopback. */
    public static Visits begin(int port) {
        return new Visits(port);
    }

    /** Empty while nobody answers, or without the database. */
    private OptionalLong visit() {
        try {
            Matcher shown = NUMBER.matcher(
                    client.send(page, HttpResponse.BodyHandlers.ofString()).body());
            return shown.find() ? OptionalLong.of(Long.parseLong(shown.group(1))) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }

    /** Ends them: no visit was forgotten after it was shown, and there were at least so many. */
    public Check nothingForgotten(int atLeast) {
        return scenario -> {
            close();
            acknowledged.add(visit().orElseThrow());
            System.out.printf(
                    "visits: %d shown, the last as %d%n",
                    acknowledged.size(), acknowledged.get(acknowledged.size() - 1));
            assertThat(acknowledged).hasSizeGreaterThan(atLeast);
            for (int i = 1; i < acknowledged.size(); i++) {
                assertThat(acknowledged.get(i)).as("visit %d", i).isGreaterThan(acknowledged.get(i - 1));
            }
        };
    }

    @Override
    public void close() {
        visitor.shutdown();
        try {
            assertThat(visitor.awaitTermination(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            visitor.shutdownNow();
        }
    }
}
