package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Syscall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps moves into control groups quick while a launch is near. The first move after a pause waits for an RCU grace period, 5 to 30 ms
 * (cgroup_threadgroup_rwsem and rcu_sync in the kernel; {@code favordynmods} would end that for the whole host, and is not ours to
 * set), those that follow within one do not. So a thread moves itself to where it is, which changes nothing, every few milliseconds:
 * from the end of a process on, which is when one will probably start, and during launches.
 */
final class GroupMoves {
    /** Shorter than a grace period. */
    private static final Duration STEP = Duration.ofMillis(2);

    private static final Duration NEAR = Duration.ofMillis(40);

    private final Optional<Path> own;
    private final Thread thread = new Thread(this::run, "group-moves");
    private volatile long until = System.nanoTime();
    private volatile boolean idle;

    /** @param tasks where the engine itself is, in any hierarchy of version 1; version 2 has no file for single threads */
    GroupMoves(Optional<Path> tasks) {
        own = tasks;
        thread.setDaemon(true);
        own.ifPresent(path -> thread.start());
    }

    /** A launch is near, or goes on. */
    void near() {
        until = System.nanoTime() + NEAR.toNanos();
        if (idle) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        // by its number: for "0" the kernel knows that nothing can change meanwhile, and takes no lock
        String self = Long.toString(Linux.call(Syscall.GETTID, ""));
        NativeMemory text = NativeMemory.ofText(self);
        try (Fd tasks = Linux.open(own.orElseThrow().toString(), Linux.O_WRONLY)) {
            while (true) {
                while (System.nanoTime() - until < 0) {
                    Linux.call(Syscall.WRITE, self, tasks, text, self.length());
                    LockSupport.parkNanos(STEP.toNanos());
                }
                idle = true;
                if (System.nanoTime() - until >= 0) {
                    LockSupport.park(this);
                }
                idle = false;
            }
        } catch (KernelException e) {
            // moves are slower without it, and nothing else
        }
    }
}
