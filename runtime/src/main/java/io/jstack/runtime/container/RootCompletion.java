package io.jstack.runtime.container;

import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.ProgramThread;
import io.jstack.values.ContainerId;
import java.util.Optional;

/** The helper thread B of launch.md at its work, which needs nothing but the waiting process and is not waited for before the gate opens. */
final class RootCompletion implements AutoCloseable {
    private final ContainerId id;
    private final Fd root;
    private final Fd mounts;
    private final Fd pids;
    private final ProcProgram program;
    private final ProgramThread thread;

    private RootCompletion(LaunchSpec spec, Pid pid, ProcMount how) {
        String proc = "/proc/" + pid;
        id = spec.id();
        try (Descriptors opened = new Descriptors()) {
            root = opened.add(Linux.open(proc + "/root", Linux.O_PATH | Linux.O_DIRECTORY));
            mounts = opened.add(Linux.open(proc + "/ns/mnt", Linux.O_RDONLY));
            pids = opened.add(Linux.open(proc + "/ns/pid", Linux.O_RDONLY));
            program = new ProcProgram(root);
            thread = new ProgramThread("launch-proc", self -> program.build(self, spec.oci(), mounts, pids, how));
            opened.keep();
        }
    }

    static RootCompletion start(LaunchSpec spec, Pid pid, ProcMount how) {
        RootCompletion helper = new RootCompletion(spec, pid, how);
        helper.thread.start();
        return helper;
    }

    /** Waits until the root is complete: what is looked up in it from now on is what the program will see. Valid until {@link #close}. */
    Fd root() {
        thread.join();
        if (thread.program().failure().isPresent() || !program.helperDidWell()) {
            throw Launcher.failed("launch", id, thread.program());
        }
        return root;
    }

    /** The overlay, as it can be mounted again; the caller's, once the root is complete. */
    Optional<Fd> takeRoot() {
        return program.kept().isEmpty()
                ? Optional.empty()
                : Optional.of(program.kept().take());
    }

    @Override
    public void close() {
        thread.join(); // it may not have left the engine's table of descriptors yet
        thread.close();
        takeRoot().ifPresent(Fd::close);
        root.close();
        mounts.close();
        pids.close();
    }
}
