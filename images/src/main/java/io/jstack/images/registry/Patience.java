package io.jstack.images.registry;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import land.oras.exception.OrasException;

/**
 * Waits only so long for the head of an answer: the library sets a limit for connecting and none afterwards, and a server that accepts
 * and then says nothing would hold a pull for ever.
 */
final class Patience {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final ExecutorService WAITING = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "registry request");
        thread.setDaemon(true);
        return thread;
    });

    private Patience() {}

    /**
     * What {@code request} answers.
     *
     * @throws OrasException what it throws, and when it does not come
     */
    static <T> T with(Callable<T> request) throws InterruptedException {
        Future<T> answer = WAITING.submit(request);
        try {
            return answer.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OrasException known) {
                throw known;
            }
            throw new OrasException("request failed", e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new OrasException("no answer within " + LONGEST.toSeconds() + " s", e);
        } finally {
            answer.cancel(true);
        }
    }
}
