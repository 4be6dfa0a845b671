package io.jstack.runtime.kernel;

/** pipe2(2), both ends close-on-exec. */
public record Pipe(Fd read, Fd write) implements AutoCloseable {
    public static Pipe open() {
        NativeMemory ends = NativeMemory.ofSize(2 * Integer.BYTES);
        Linux.call(Syscall.PIPE2, "pipe", ends, Linux.O_CLOEXEC);
        return new Pipe(Fd.owning(ends.getInt(0)), Fd.owning(ends.getInt(Integer.BYTES)));
    }

    @Override
    public void close() {
        read.close();
        write.close();
    }
}
