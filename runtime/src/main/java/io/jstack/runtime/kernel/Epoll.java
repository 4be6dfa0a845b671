package io.jstack.runtime.kernel;

import java.util.ArrayList;
import java.util.List;

/** One epoll(7) instance. */
public final class Epoll implements AutoCloseable {
    public static final int EPOLLIN = 1;
    /** Never asked for, always told: error and hang-up. */
    public static final int NOTHING = 0;

    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int AT_ONCE = 64;
    /** struct epoll_event is packed on x86-64 and nowhere else. */
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

    private static final int EVENT = PACKED ? 12 : 16;
    private static final int DATA = PACKED ? 4 : 8;

    private final Fd fd = Linux.callForFd(Syscall.EPOLL_CREATE1, "", Linux.O_CLOEXEC);
    private final NativeMemory events = NativeMemory.ofSize(AT_ONCE * EVENT);

    public void add(Fd watched, int interest, long token) {
        NativeMemory event = NativeMemory.ofSize(EVENT).putInt(0, interest).putLong(DATA, token);
        Linux.call(Syscall.EPOLL_CTL, watched, fd, ADD, watched, event);
    }

    public void remove(Fd watched) {
        Linux.call(Syscall.EPOLL_CTL, watched, fd, DELETE, watched, NativeMemory.ofSize(EVENT));
    }

    /** Waits for as long as it takes: the tokens of what happened. One thread at a time. */
    public List<Long> await() {
        long count;
        do {
            count = Linux.raw(Syscall.EPOLL_WAIT, fd, events, AT_ONCE, -1);
        } while (count == -Errno.EINTR.number());
        if (count < 0) {
            throw new KernelException(Errno.of((int) -count), "epoll_wait", fd.toString());
        }
        List<Long> tokens = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tokens.add(events.getLong(i * EVENT + DATA));
        }
        return tokens;
    }

    @Override
    public void close() {
        fd.close();
    }
}
