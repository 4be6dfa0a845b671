package io.jstack.runtime.kernel;

import java.time.Duration;

/**
 * A platform thread that runs one {@link SyscallProgram} and ends: what it did to itself can never be undone, so it is never pooled.
 * Its end can be waited for together with other descriptors.
 */
public final class ProgramThread implements AutoCloseable {
    private static final int EFD_CLOEXEC = 0x80000;

    private final SyscallProgram program;
    private final Fd finished;
    /** The number of {@code finished} in the thread's own table, which a step may move. */
    private final Register finishedInside = new Register("finished");

    private final Register tid = new Register("tid");
    private final NativeMemory one = NativeMemory.ofSize(8).putLong(0, 1);
    private final Thread thread;

    /** @param program is handed this object, to name {@link #finished} and {@link #finishedInside} in its steps */
    public ProgramThread(String name, java.util.function.Function<ProgramThread, SyscallProgram> program) {
        finished = Linux.callForFd(Syscall.EVENTFD2, "", 0, EFD_CLOEXEC);
        finishedInside.set(finished.number());
        try {
            this.program = program.apply(this);
        } catch (RuntimeException e) {
            finished.close();
            throw e;
        }
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    public ProgramThread start() {
        thread.start();
        return this;
    }

    private void run() {
        tid.set(Native.syscall(Syscall.GETTID.number(), 0, 0, 0, 0, 0, 0));
        program.run();
        Native.syscall(Syscall.WRITE.number(), finishedInside.value(), one.address(), Long.BYTES, 0, 0, 0);
    }

    /** Readable once the program has ended. */
    public Fd finished() {
        return finished;
    }

    /** A program that closes its descriptors moves {@link #finished} and leaves the new number here. */
    public Register finishedInside() {
        return finishedInside;
    }

    /** The kernel's id of the thread, once it runs. */
    public int tid() {
        return (int) tid.value();
    }

    public SyscallProgram program() {
        return program;
    }

    /** Waits for the end of the program; the thread itself is on its way out then. */
    public void join() {
        while (!Poll.readable(Duration.ofSeconds(1), finished)[0]) {
            if (!thread.isAlive()) {
                return;
            }
        }
    }

    /** Closes what tells of the end; the program must have ended. */
    @Override
    public void close() {
        finished.close();
    }
}
