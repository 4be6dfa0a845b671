package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Fd;
import java.util.ArrayDeque;
import java.util.Deque;

/** Descriptors that are only needed while a container is made; closed together, the last opened first. */
final class Descriptors implements AutoCloseable {
    private final Deque<Fd> open = new ArrayDeque<>();

    Fd add(Fd fd) {
        open.push(fd);
        return fd;
    }

    /** From now on they are somebody else's to close. */
    void keep() {
        open.clear();
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
