package io.jstack.engine;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Syscall;

/** pipe2(2), both ends close-on-exec. */
record Pipe(Fd read, Fd write) implements AutoCloseable {
    static Pipe open() {
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
