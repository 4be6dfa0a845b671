package io.jstack.runtime.container;

import io.jstack.runtime.RestingRoot;
import io.jstack.runtime.RestingSpec;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.MountAttributes;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Poll;
import io.jstack.runtime.kernel.ProgramThread;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.runtime.kernel.SyscallProgram;
import io.jstack.runtime.oci.Mount;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A root in a mount namespace that has nothing else, and nobody in it: a thread makes both, waits until they are opened from outside, and
 * ends. Our descriptor of the namespace is all that keeps it, so it ends with us, whatever happens.
 */
final class MountedRoot implements RestingRoot {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Fd directory;
    private final Fd namespace;

    private MountedRoot(Fd directory, Fd namespace) {
        this.directory = directory;
        this.namespace = namespace;
    }

    static MountedRoot mount(RestingSpec spec) {
        Path mountPoint = spec.directory().resolve("rootfs");
        Launcher.makeDirectories(mountPoint);
        try (Descriptors open = new Descriptors()) {
            Meeting meeting = new Meeting(open);
            SyscallProgram program = new SyscallProgram(steps(spec, mountPoint, meeting, open));
            try (ProgramThread thread = new ProgramThread("resting-root", self -> program).start()) {
                Optional<MountedRoot> made = Optional.empty();
                try {
                    made = meeting.reached(thread).map(MountedRoot::ofThread);
                } finally {
                    meeting.release();
                    thread.join();
                }
                return made.orElseThrow(() -> Launcher.failed("mount the files of", spec.id(), program));
            }
        }
    }

    private static MountedRoot ofThread(int tid) {
        String task = "/proc/self/task/" + tid;
        try (Descriptors opened = new Descriptors()) {
            Fd namespace = opened.add(Linux.open(task + "/ns/mnt", Linux.O_RDONLY));
            Fd directory = opened.add(Linux.open(task + "/root", Linux.O_PATH | Linux.O_DIRECTORY));
            opened.keep();
            return new MountedRoot(directory, namespace);
        }
    }

    private static List<Step> steps(RestingSpec spec, Path mountPoint, Meeting meeting, Descriptors open) {
        List<Step> steps = new ArrayList<>();
        Register root = new Register("root");
        // of its own table of descriptors, too: what it opens on its way is gone with it
        steps.add(Calls.unshare(Flags.CLONE_NEWNS | Flags.CLONE_FILES));
        steps.add(Calls.umask(0));
        // slave, not private: what the host unmounts meanwhile leaves this namespace too
        steps.add(Calls.propagation("/", Flags.MS_REC | Flags.MS_SLAVE));
        new OverlaySteps(steps).mount(spec.layers(), mountPoint, Flags.MS_NODEV, root);
        MountSteps mounts =
                new MountSteps(steps, new Target(root, steps, Protection.all()), open, "/", DeviceNodes.REFUSED);
        spec.mounts().forEach(mount -> mounts.add(atRest(mount), Optional.empty()));
        if (spec.root().readonly()) {
            steps.add(Calls.mountSetattr(root, 0, MountAttributes.READ_ONLY));
        }
        steps.add(Calls.fchdir(root));
        steps.add(Calls.pivotRoot(".", "."));
        steps.add(Calls.umount2(".", Flags.MNT_DETACH)); // the host's tree, which was put on top
        steps.add(Calls.chdir("/"));
        steps.addAll(meeting.steps());
        return steps;
    }

    private static Mount atRest(Mount mount) {
        return mount.type().equals("tmpfs") ? Mount.tmpfs(mount.destination(), "ro", "mode=755") : mount;
    }

    @Override
    public Fd directory() {
        return directory;
    }

    @Override
    public void close() {
        directory.close();
        namespace.close();
    }

    /** Where the thread, done with its work, waits until somebody has looked at it. */
    private static final class Meeting {
        private static final int EFD_CLOEXEC = 0x80000;
        private static final byte[] ONE = {1, 0, 0, 0, 0, 0, 0, 0};

        private final Fd ready;
        private final Fd looked;

        Meeting(Descriptors open) {
            ready = open.add(Linux.callForFd(Syscall.EVENTFD2, "ready", 0, EFD_CLOEXEC));
            looked = open.add(Linux.callForFd(Syscall.EVENTFD2, "looked", 0, EFD_CLOEXEC));
        }

        List<Step> steps() {
            return List.of(
                    Calls.write(ready, NativeMemory.ofBytes(ONE)), Calls.read(looked, NativeMemory.ofSize(ONE.length)));
        }

        /** The waiting thread's id; empty where it ended before. */
        Optional<Integer> reached(ProgramThread thread) {
            while (true) {
                boolean[] events = Poll.readable(PATIENCE, ready, thread.finished());
                if (events[0]) {
                    return Optional.of(thread.tid());
                }
                if (events[1]) {
                    return Optional.empty();
                }
            }
        }

        void release() {
            Linux.write(looked, ONE);
        }
    }
}
