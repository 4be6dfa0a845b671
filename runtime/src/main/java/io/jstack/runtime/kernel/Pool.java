package io.jstack.runtime.kernel;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * As many threads as there is work at once, so that none waits for another. Those of a burst end soon after it: each takes a tenth of a
 * megabyte.
 */
public final class Pool {
    private static final int IDLE_SECONDS = 3;

    private Pool() {}

    /**
     * One that has no thread yet.
     *
     * @param name of its threads, which keep no process from ending
     */
    public static ExecutorService of(String name) {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
    }
}
