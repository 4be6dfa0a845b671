package io.jstack.orchestrator.control;

import static io.jstack.orchestrator.ServiceBuilder.service;
import static io.jstack.orchestrator.ServiceBuilder.stack;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.orchestrator.FakeEngine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProjectTest {
    private final ManualThreads threads = new ManualThreads();
    private final FakeEngine engine = new FakeEngine(threads::now);
    private final Deque<Runnable> begun = new ArrayDeque<>();
    private final Project project = new Project(
            "shop",
            new Means(engine, new Workers(begun::push, 4), new Workers(begun::push, 4), threads, new EventLog()),
            new Mailbox(threads));

    /** Whatever thread is the fastest: the last one begun, here. */
    private void run() {
        do {
            threads.settle();
            if (!begun.isEmpty()) {
                begun.pop().run();
            }
        } while (!begun.isEmpty());
        threads.settle();
    }

    @Test
    void whatWasRememberedLastIsWhatIsWrittenLast() {
        Ledger first = Ledger.of(stack("shop", service("web")));
        Ledger second = first.withStopped(Set.of("web-1"));

        CompletableFuture<Void> both = CompletableFuture.allOf(project.remember(first), project.remember(second));
        run();

        assertThat(both).isCompleted();
        assertThat(engine.recall("shop")).contains(second.text());
    }

    @Test
    void whatIsForgottenIsNotWrittenAfterwards() {
        CompletableFuture<Void> both =
                CompletableFuture.allOf(project.remember(Ledger.of(stack("shop", service("web")))), project.forget());
        run();

        assertThat(both).isCompleted();
        assertThat(engine.recall("shop")).isEmpty();
    }
}
