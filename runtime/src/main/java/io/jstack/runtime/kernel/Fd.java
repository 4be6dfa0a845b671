package io.jstack.runtime.kernel;

/** A file descriptor with one owner, who closes it. Closing twice is harmless, using it afterwards is a programming error. */
public final class Fd implements AutoCloseable {
    private int number;

    private Fd(int number) {
        this.number = number;
    }

    /** Takes over a raw descriptor. */
    public static Fd owning(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("no descriptor: " + number);
        }
        return new Fd(number);
    }

    /** The raw number, still owned by this object. */
    public synchronized int number() {
        if (number < 0) {
            throw new IllegalStateException("descriptor already closed");
        }
        return number;
    }

    public synchronized boolean isOpen() {
        return number >= 0;
    }

    /** Gives the raw number away: from now on the caller closes it. */
    public synchronized int release() {
        int given = number();
        number = -1;
        return given;
    }

    @Override
    public synchronized void close() {
        if (number >= 0) {
            // EINTR and EIO included, Linux has released the number when close returns: never retried
            Linux.closeRaw(number);
            number = -1;
        }
    }

    @Override
    public synchronized String toString() {
        return number < 0 ? "closed fd" : "fd " + number;
    }
}
