package io.jstack.runtime.cgroup;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Syscall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Waiting on {@code cgroup.events} of version 2, which tells by POLLPRI that one of its lines changed. */
final class CgroupEvents {
    private static final int POLLPRI = 2;

    private CgroupEvents() {}

    /** Waits until the line says {@code value}, or the group is gone: true; false when {@code patience} ends first. */
    static boolean await(Path directory, String key, int value, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        String wanted = key + " " + value;
        while (true) {
            // opened anew: the kernel counts as news what came after this descriptor was read
            try (Fd events = Linux.open(directory.resolve("cgroup.events").toString(), Linux.O_RDONLY)) {
                if (read(events).lines().anyMatch(wanted::equals)) {
                    return true;
                }
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                NativeMemory entry =
                        NativeMemory.ofSize(8).putInt(0, events.number()).putShort(4, POLLPRI);
                Linux.raw(Syscall.POLL, entry, 1, left);
            } catch (KernelException e) {
                if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENODEV) {
                    return true;
                }
                throw e;
            }
        }
    }

    private static String read(Fd file) {
        NativeMemory memory = NativeMemory.ofSize(256);
        int length = Linux.read(file, memory).orElse(0);
        return new String(memory.bytes(0, length), StandardCharsets.US_ASCII);
    }
}
