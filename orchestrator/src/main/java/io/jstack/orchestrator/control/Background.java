package io.jstack.orchestrator.control;

import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Work nobody waits for: what fails of it is logged, once. */
final class Background {
    private static final System.Logger LOG = System.getLogger("control");

    private Background() {}

    static void let(CompletionStage<?> work, String what) {
        CompletableFuture<?> unused = work.toCompletableFuture().exceptionally(failure -> {
            LOG.log(Level.WARNING, what + " failed", PlanRun.withoutWrapping(failure));
            return null;
        });
    }

    /** The same, where a failure was told already by whoever does the work. */
    static void letFail(CompletionStage<?> work) {
        CompletableFuture<?> unused = work.toCompletableFuture().exceptionally(failure -> null);
    }
}
