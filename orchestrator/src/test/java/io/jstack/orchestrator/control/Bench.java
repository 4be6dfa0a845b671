package io.jstack.orchestrator.control;

import io.jstack.orchestrator.CommandResult;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.DownOptions;
import io.jstack.orchestrator.Engine;
import io.jstack.orchestrator.Event;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.FakeEngine;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** The whole control loop over a host in memory, with time and threads in the test's hand. */
final class Bench {
    static final ExitStatus KILLED = new ExitStatus(OptionalInt.of(137), Optional.of("SIGKILL"), false);

    /** Services whose probes fail. */
    final Set<String> sick = new HashSet<>();

    final ManualThreads threads = new ManualThreads();
    final FakeEngine engine = new FakeEngine(threads::now);
    final List<String> progress = new ArrayList<>();
    EventLog log = new EventLog();
    Desk desk = open();

    Bench() {
        engine.probesAnswer(service -> new CommandResult(sick.contains(service) ? 1 : 0, "it says no", false));
    }

    private Desk open() {
        Desk opened =
                new Desk(new Means(engine, new Workers(threads, 2), new Workers(threads, 2), threads, log), threads);
        opened.begin();
        threads.settle();
        return opened;
    }

    /** The engine's process is killed, and another begins; containers go on. */
    void restartEngine() {
        engine.loseListeners();
        threads.forget();
        log = new EventLog();
        desk = open();
    }

    Progress progress() {
        return step -> progress.add(step.name() + " " + step.text());
    }

    /** Runs until the answer is there, letting at most a minute pass; fails as the operation fails. */
    <T> T get(CompletableFuture<T> future) {
        threads.settle();
        for (int i = 0; i < 600 && !future.isDone(); i++) {
            threads.advance(Duration.ofMillis(100));
        }
        if (!future.isDone()) {
            throw new AssertionError("still not done after a minute; calls: " + engine.calls());
        }
        try {
            return future.join();
        } catch (CompletionException e) {
            Throwable failure = PlanRun.withoutWrapping(e);
            if (failure instanceof JstackException known) {
                throw known;
            }
            throw e;
        }
    }

    void up(Stack stack) {
        up(stack, UpOptions.DEFAULT);
    }

    /** Up for long enough that an end is not a quick one, and whatever that took forgotten. */
    void settled(Stack stack) {
        up(stack);
        advance(Duration.ofSeconds(15));
        engine.calls();
    }

    void up(Stack stack, UpOptions options) {
        get(desk.up(stack, options, progress(), new Operation()));
    }

    void down(String project, DownOptions options) {
        command(project, c -> c.down(options));
    }

    void command(String project, Function<Commands, CompletableFuture<Void>> what) {
        get(desk.command(project, "test", progress(), new Operation(), what));
    }

    ContainerStatus ps(String project, String replica) {
        return get(desk.ps(project)).stream()
                .filter(s -> replica.equals(
                        s.container().service() + "-" + s.container().number()))
                .findFirst()
                .orElseThrow();
    }

    /** Events of the project from the start, as {@code name action: cause}. */
    List<String> events(String project) {
        return log.since(Optional.of(project), Optional.empty()).stream()
                .map(Bench::line)
                .toList();
    }

    private static String line(Event event) {
        return event.name() + " " + event.action() + (event.cause().isEmpty() ? "" : ": " + event.cause());
    }

    void advance(Duration duration) {
        threads.advance(duration);
    }

    static Engine.AnonymousVolumes keep() {
        return Engine.AnonymousVolumes.KEEP;
    }
}
