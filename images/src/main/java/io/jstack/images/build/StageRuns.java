package io.jstack.images.build;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the stages of a build, several at a time: one begins as soon as those it needs are done. The first that fails ends the others.
 */
final class StageRuns {
    /** Steps are mostly programs of their own; more of them than this only get in each other's way. */
    private static final int AT_ONCE = 4;

    private static final long LONGEST_END = 60;

    private final Build build;
    private final Map<String, String> globals;
    private final Map<Stage, String> bases;
    private final AtomicInteger numbers = new AtomicInteger();

    StageRuns(Build build, Map<String, String> globals, Map<Stage, String> bases) {
        this.build = build;
        this.globals = globals;
        this.bases = bases;
    }

    /**
     * Runs {@code needed} and returns what came of the last one.
     *
     * @param needed in the file's order: what a stage needs stands before it
     */
    StageState run(List<Stage> needed) throws IOException, InterruptedException {
        if (needed.size() == 1) {
            return one(needed.get(0));
        }
        ExecutorService workers = Executors.newFixedThreadPool(Math.min(AT_ONCE, needed.size()), work -> {
            Thread thread = new Thread(work, "build stage");
            thread.setDaemon(true);
            return thread;
        });
        CompletionService<StageState> ended = new ExecutorCompletionService<>(workers);
        Map<Integer, Future<StageState>> runs = new HashMap<>();
        try {
            // in order, so that none waits in a worker for one that has not got any
            for (Stage stage : needed) {
                List<Future<StageState>> before = build.stages().neededFor(stage, bases).stream()
                        .filter(other -> other.index() != stage.index())
                        .flatMap(other -> Optional.ofNullable(runs.get(other.index())).stream())
                        .toList();
                runs.put(stage.index(), ended.submit(() -> {
                    for (Future<StageState> other : before) {
                        other.get();
                    }
                    return one(stage);
                }));
            }
            for (int i = 0; i < needed.size(); i++) {
                result(ended.take()); // the first to fail, whichever that is
            }
            return result(java.util.Objects.requireNonNull(
                    runs.get(needed.get(needed.size() - 1).index())));
        } finally {
            workers.shutdownNow();
            if (!workers.awaitTermination(LONGEST_END, TimeUnit.SECONDS)) {
                System.getLogger("images").log(System.Logger.Level.WARNING, "a build stage does not end");
            }
        }
    }

    private static StageState result(Future<StageState> run) throws IOException, InterruptedException {
        try {
            return run.get();
        } catch (ExecutionException e) {
            Throwable cause = e;
            while (cause instanceof ExecutionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            if (cause instanceof IOException known) {
                throw known;
            }
            if (cause instanceof InterruptedException known) {
                throw known;
            }
            throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
        }
    }

    private StageState one(Stage stage) throws IOException, InterruptedException {
        int steps = 1
                + (int) stage.steps().stream()
                        .filter(i -> StageBuilder.STEPS.contains(i.keyword()))
                        .count();
        StageState state = new StageBuilder(build, new StepNumbers(numbers, steps), globals)
                .run(stage, bases.getOrDefault(stage, ""));
        build.finish(stage, state);
        return state;
    }
}
