package io.jstack.runtime.cgroup;

import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Spawn;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.runtime.kernel.SyscallProgram;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A cgroup namespace of version 2, rooted in a group. Version 2 moves whole processes only, so no thread of the engine can be in the
 * group when the namespace is made; the host's {@code unshare -C cat} is, for some milliseconds: it waits at a FIFO before its exec,
 * is moved, let on, answers one byte when it has unshared, and ends. What it made outlives it in our descriptor.
 */
final class CgroupNamespace implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String PROGRAM = "/usr/bin/unshare";
    private static final int S_IFIFO = 0010000;
    private static final int POLLIN = 1;
    private static final int SIGKILL = 9;
    private static final int AT_REMOVEDIR = 0x200;

    private final Path directory;
    private final String gate;
    private final String answer;

    private CgroupNamespace(Path directory) {
        this.directory = directory;
        this.gate = fifo("gate");
        this.answer = fifo("answer");
    }

    /** @throws JstackException {@link CgroupError#CGROUP_UNAVAILABLE} where the passing process cannot be had */
    static Fd of(Path group) {
        try (CgroupNamespace maker = new CgroupNamespace(Files.createTempDirectory(
                "jstack-cgroup", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))))) {
            return maker.make(group);
        } catch (IOException | TimeoutException | KernelException e) {
            throw new JstackException(
                    CgroupError.CGROUP_UNAVAILABLE,
                    "cannot make a cgroup namespace in %s: %s".formatted(group, e.getMessage()),
                    "see that " + PROGRAM + " (util-linux) works, or say cgroup: host",
                    e);
        }
    }

    private String fifo(String name) {
        String path = directory.resolve(name).toString();
        Linux.call(Syscall.MKNODAT, path, Linux.AT_FDCWD, NativeMemory.ofText(path), S_IFIFO | 0600, 0);
        return path;
    }

    private Fd make(Path group) throws TimeoutException {
        Spawn spawn = new Spawn(List.of(PROGRAM, "-C", "cat"), List.of("PATH=/usr/bin:/bin"));
        spawn.setPath(PROGRAM);
        spawn.open(0, gate, Linux.O_RDONLY);
        spawn.open(1, answer, Linux.O_RDWR);
        spawn.open(2, "/dev/null", Linux.O_WRONLY);
        SyscallProgram program = new SyscallProgram(
                List.of(Calls.unshare(Flags.CLONE_FILES), Calls.closeRange(3, 0xffffffffL), Calls.spawn(spawn)));
        NativeMemory tid = NativeMemory.ofSize(Integer.BYTES);
        Thread thread = new Thread(
                () -> {
                    tid.putInt(0, (int) Linux.raw(Syscall.GETTID));
                    program.run();
                },
                "cgroup-namespace");
        thread.setDaemon(true);
        thread.start();
        Pid child = child(thread, tid, program);
        try {
            CgroupFile.write(group.resolve("cgroup.procs"), child.toString());
            try (Fd toChild = Linux.open(gate, Linux.O_RDWR);
                    Fd fromChild = Linux.open(answer, Linux.O_RDWR)) {
                Linux.write(toChild, new byte[] {'\n'});
                await(fromChild);
                return Linux.open("/proc/" + child + "/ns/cgroup", Linux.O_RDONLY);
            }
        } finally {
            Linux.raw(Syscall.KILL, child.value(), SIGKILL);
            join(thread);
            Linux.raw(Syscall.WAIT4, child.value(), NativeMemory.ofSize(Integer.BYTES), 0, 0);
            spawn.free();
        }
    }

    /** The thread stands still in vfork until its child executes, so the child is found where the kernel lists it. */
    private static Pid child(Thread thread, NativeMemory tid, SyscallProgram program) throws TimeoutException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Optional<SyscallProgram.Failure> failure = program.failure();
            if (failure.isPresent()) {
                throw failure.get().asException();
            }
            int number = tid.getInt(0);
            if (number != 0) {
                Optional<Pid> child = CgroupFile.read(Path.of("/proc/self/task/" + number + "/children"))
                        .filter(text -> !text.isEmpty())
                        .map(text -> new Pid(Integer.parseInt(text)));
                if (child.isPresent()) {
                    return child.get();
                }
            }
            LockSupport.parkNanos(100_000);
        }
        throw new TimeoutException(PROGRAM + " did not start, thread " + thread.getState());
    }

    private static void await(Fd fromChild) throws TimeoutException {
        NativeMemory entry =
                NativeMemory.ofSize(8).putInt(0, fromChild.number()).putShort(4, POLLIN);
        if (Linux.raw(Syscall.POLL, entry, 1, PATIENCE.toMillis()) <= 0) {
            throw new TimeoutException(PROGRAM + " did not answer");
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        for (String path : List.of(gate, answer)) {
            Linux.raw(Syscall.UNLINKAT, Linux.AT_FDCWD, NativeMemory.ofText(path), 0);
        }
        Linux.raw(Syscall.UNLINKAT, Linux.AT_FDCWD, NativeMemory.ofText(directory.toString()), AT_REMOVEDIR);
    }
}
