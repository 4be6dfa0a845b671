package io.jstack.runtime.kernel;

import java.time.Duration;

/** poll(2) on descriptors of which any may end the wait. */
public final class Poll {
    private static final int ENTRY = 8;
    private static final int POLLIN = 1;
    private static final int POLLOUT = 4;

    private Poll() {}

    /**
     * Waits until one of the descriptors is readable, hung up or broken.
     *
     * @return for each descriptor whether it is; all false after {@code timeout}
     */
    public static boolean[] readable(Duration timeout, Fd... fds) {
        return ready(POLLIN, timeout, fds);
    }

    /** Waits until the descriptor takes bytes, or tells that it never will again; false after {@code timeout}. */
    public static boolean writable(Duration timeout, Fd fd) {
        return ready(POLLOUT, timeout, fd)[0];
    }

    private static boolean[] ready(int events, Duration timeout, Fd... fds) {
        NativeMemory entries = NativeMemory.ofSize(fds.length * ENTRY);
        for (int i = 0; i < fds.length; i++) {
            entries.putInt(i * ENTRY, fds[i].number()).putShort(i * ENTRY + 4, events);
        }
        long result;
        do {
            result = Linux.raw(Syscall.POLL, entries, fds.length, timeout.toMillis());
        } while (result == -Errno.EINTR.number());
        if (result < 0) {
            throw new KernelException(Errno.of((int) -result), "poll", fds.length + " descriptors");
        }
        boolean[] ready = new boolean[fds.length];
        for (int i = 0; i < fds.length; i++) {
            ready[i] = entries.getShort(i * ENTRY + 6) != 0;
        }
        return ready;
    }
}
