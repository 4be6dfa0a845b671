package io.jstack.runtime.kernel;

/**
 * How a thread gets a table of descriptors of its own, and in it of the engine's what it needs. The engine has a dozen open for each
 * container: they would be copied only to be closed again, by each thread that goes.
 */
public final class OwnTable {
    private static final long ALL = 0xffffffffL;
    private static final int CLOSE_RANGE_UNSHARE = 2;

    /** Of this process, opened before there are containers: what has a lower number is little. */
    private static final Fd ENGINE =
            Pidfd.open(new Pid(Math.toIntExact(ProcessHandle.current().pid())));

    private OwnTable() {}

    /** Leaves the engine's table; close_range(2). What is to tell of the thread's end must be fetched next. */
    public static Step leave() {
        return Step.of(
                Syscall.CLOSE_RANGE,
                Calls.number(ENGINE.number() + 1),
                Calls.number(ALL),
                Calls.number(CLOSE_RANGE_UNSHARE));
    }

    /** A close-on-exec duplicate of a descriptor that the engine has open while the step is run; pidfd_getfd(2). */
    public static Step fetch(Fd ofTheEngine) {
        return Step.of(
                Syscall.PIDFD_GETFD,
                Calls.number(ENGINE.number()),
                Calls.number(ofTheEngine.number()),
                Calls.number(0));
    }
}
