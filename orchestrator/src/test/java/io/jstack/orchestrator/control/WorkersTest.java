package io.jstack.orchestrator.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final List<CompletableFuture<Void>> futures = new ArrayList<>();
    private final Workers workers = new Workers(threads::add, 2);

    @Test
    void noMoreThanTheBoundRunAtOnceAndAllOfThemInTheEnd() {
        List.of("a", "b", "c", "d").forEach(this::submit);

        assertThat(threads).hasSize(2);
        runAll();
        assertThat(done).containsExactly("a", "c", "d", "b");
        assertThat(futures).allMatch(CompletableFuture::isDone);
    }

    @Test
    void whatIsAheadComesBeforeWhatWaits() {
        List.of("a", "b", "c", "d").forEach(this::submit);
        futures.add(workers.boundedAhead(() -> note("restart")));

        runAll();
        assertThat(done).containsExactly("a", "restart", "c", "d", "b");
    }

    @Test
    void aFailureIsToldAndTheNextOneRuns() {
        CompletableFuture<Void> failing = workers.boundedAhead(() -> {
            throw new IllegalStateException("no");
        });
        submit("next");

        runAll();
        assertThat(failing).isCompletedExceptionally();
        assertThat(done).containsExactly("next");
    }

    private void submit(String name) {
        futures.add(workers.bounded(() -> note(name)));
    }

    private void note(String name) {
        done.add(name);
    }

    private void runAll() {
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
    }
}
