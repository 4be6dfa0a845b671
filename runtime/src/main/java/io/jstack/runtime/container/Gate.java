package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Poll;
import io.jstack.runtime.kernel.Spawn;
import java.time.Duration;
import java.util.Set;

/**
 * Where a spawned child waits before it executes its program: two FIFOs in a host directory that it reaches by a descriptor, since no
 * path of the host is left for it. It opens {@code ready}, which tells us that it is there, and then blocks opening {@code gate}.
 */
final class Gate implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Gates gates;
    private final Gates.Place place;
    private final Fd ready;
    private boolean passed;

    Gate(Gates gates, Gates.Place place, Fd ready) {
        this.gates = gates;
        this.place = place;
        this.ready = ready;
    }

    Fd directory() {
        return place.directory();
    }

    /** The file actions with which the child stops here, and then goes to its working directory. */
    static void stopAt(Spawn spawn, String directory, Set<Protection> protections) {
        int at = Descent.GATE;
        int spare = Descent.SPARE;
        spawn.fchdir(at)
                .open(spare, "ready", Linux.O_WRONLY | Linux.O_CLOEXEC)
                .close(spare)
                .open(spare, "gate", Linux.O_RDONLY | Linux.O_CLOEXEC)
                .close(spare);
        if (protections.contains(Protection.VERIFIED_DIRECTORY)) {
            spawn.chdir("/").close(at); // /proc/self/cwd and /proc/self/fd have nothing of the host from here on
        }
        spawn.chdir(directory);
    }

    /** Waits for the child, or for {@code ended}; true when the child is at the gate. */
    boolean awaitChild(Fd ended) {
        while (true) {
            boolean[] events = Poll.readable(PATIENCE, ready, ended);
            if (events[0]) {
                return true;
            }
            if (events[1]) {
                return false;
            }
        }
    }

    /** Lets the child go on; the answer must stay open until it has, since it may not have blocked yet. */
    Fd open() {
        return Linux.openAt(directory().number(), "gate", Linux.O_RDWR | Linux.O_NONBLOCK, 0);
    }

    /** The child executes its program: what stands here can be another's. */
    void passed() {
        passed = true;
    }

    /** Twice is harmless. */
    @Override
    public void close() {
        if (!ready.isOpen()) {
            return;
        }
        ready.close();
        if (passed) {
            gates.giveBack(place);
        } else {
            place.remove();
        }
    }
}
