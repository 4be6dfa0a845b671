package io.jstack.runtime.kernel;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** A process by descriptor, which a reused number cannot fool: pidfd_open(2) and its kin. */
public final class Pidfd {
    private static final int P_PIDFD = 3;
    private static final int WEXITED = 4;
    private static final int WNOHANG = 1;
    private static final int CLD_EXITED = 1;
    private static final int PIDFD_SIGNAL_PROCESS_GROUP = 4;
    /** {@code _IOWR(0xFF, 11, struct pidfd_info)} of linux/pidfd.h, with the 64 bytes of Linux 6.15. */
    private static final long PIDFD_GET_INFO = 0xC040FF0BL;

    private static final int INFO_SIZE = 64;
    private static final long INFO_EXIT = 8;
    private static final int PARENT = 1;
    private static final int GROUP = 2;
    private static final int FOREGROUND_GROUP = 5;
    private static final String NO_TERMINAL = "-1";
    private static final int START_TIME = 19;

    private Pidfd() {}

    public static Fd open(Pid pid) {
        return Linux.callForFd(Syscall.PIDFD_OPEN, pid, pid.value(), 0);
    }

    /** pidfd_getfd(2): a duplicate of the other process's descriptor {@code number}. */
    public static Fd fetch(Fd pidfd, int number) {
        return Linux.callForFd(Syscall.PIDFD_GETFD, pidfd + " " + number, pidfd, number, 0);
    }

    /** Sends a signal; false when the process is gone. */
    public static boolean signal(Fd pidfd, int signal) {
        long result = Linux.raw(Syscall.PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0);
        if (result < 0 && result != -Errno.ESRCH.number()) {
            throw new KernelException(Errno.of((int) -result), "pidfd_send_signal", "signal " + signal);
        }
        return result == 0;
    }

    /** Sends a signal to all of the group that this process leads; false when there is none. */
    public static boolean signalGroup(Fd pidfd, Pid leader, int signal) {
        long result = Linux.raw(Syscall.PIDFD_SEND_SIGNAL, pidfd, signal, 0, PIDFD_SIGNAL_PROCESS_GROUP);
        if (result == -Errno.EINVAL.number()) { // before Linux 6.9
            result = Linux.raw(Syscall.KILL, -leader.value(), signal);
        }
        return result == 0;
    }

    /** Whether it runs: a pidfd is readable once it ended, reaped or not. */
    public static boolean isAlive(Fd pidfd) {
        return !Poll.readable(Duration.ZERO, pidfd)[0];
    }

    /** Reaps a child: its wait status in wait(2)'s form; empty while it lives, or when it is no child of this process. */
    public static OptionalInt reap(Fd pidfd) {
        NativeMemory info = NativeMemory.ofSize(128);
        long result = Linux.raw(Syscall.WAITID, P_PIDFD, pidfd, info, WEXITED | WNOHANG, 0);
        if (result < 0 || info.getInt(0) == 0) {
            return OptionalInt.empty();
        }
        // siginfo: si_code at 8, si_status at 24; wait(2) packs a code as code << 8 and a signal as it is
        int status = info.getInt(24);
        return OptionalInt.of(info.getInt(8) == CLD_EXITED ? (status & 0xff) << 8 : status & 0x7f);
    }

    /**
     * The wait status of a process that somebody else reaped, also long after; empty while it is not reaped, and on kernels before
     * 6.15, which do not tell.
     */
    public static OptionalInt exitInfo(Fd pidfd) {
        NativeMemory info = NativeMemory.ofSize(INFO_SIZE).putLong(0, INFO_EXIT);
        long result = Linux.raw(Syscall.IOCTL, pidfd, PIDFD_GET_INFO, info);
        return result < 0 || (info.getLong(0) & INFO_EXIT) == 0 ? OptionalInt.empty() : OptionalInt.of(info.getInt(60));
    }

    /** Field 4 of proc(5) {@code stat}: who reaps it; empty when there is no such process. */
    public static Optional<Pid> parent(Pid pid) {
        return field(pid, PARENT).filter(number -> number > 0).map(number -> new Pid(Math.toIntExact(number)));
    }

    /** Field 22 of proc(5) {@code stat}, in clock ticks since boot; empty when there is no such process. */
    public static Optional<Long> startTime(Pid pid) {
        return field(pid, START_TIME);
    }

    /** Whether it has no terminal, or its job is the one in front there; false when there is no such process. */
    public static boolean isInForeground(Pid pid) {
        return fields(pid, FOREGROUND_GROUP)
                .filter(fields ->
                        fields[FOREGROUND_GROUP].equals(NO_TERMINAL) || fields[FOREGROUND_GROUP].equals(fields[GROUP]))
                .isPresent();
    }

    private static Optional<Long> field(Pid pid, int index) {
        return fields(pid, index).map(fields -> Long.parseLong(fields[index]));
    }

    /** Those up to {@code last}, counted from behind the name in parentheses, which may hold anything. */
    private static Optional<String[]> fields(Pid pid, int last) {
        try {
            String stat = KernelFile.read("/proc/" + pid + "/stat");
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", last + 2));
        } catch (KernelException e) {
            return Optional.empty(); // ENOENT, or ESRCH while it is being reaped: either way it is gone
        }
    }
}
