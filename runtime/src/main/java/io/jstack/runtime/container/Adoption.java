package io.jstack.runtime.container;

import io.jstack.runtime.ContainerHandle;
import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.cgroup.Cgroups;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Finds a container that an earlier engine started: by its pid and start time, else by the pidfd that its holder kept. Either may have
 * ended and wait for its new parent to reap it, which takes some inits seconds: it has neither descriptors nor namespaces then.
 */
final class Adoption {
    private final ExitWatch watch;
    private final Execs execs;
    private final GroupEndings endings;
    private final Cgroups cgroups;

    Adoption(ExitWatch watch, Execs execs, GroupEndings endings, Cgroups cgroups) {
        this.watch = watch;
        this.execs = execs;
        this.endings = endings;
        this.cgroups = cgroups;
    }

    RunningContainer adopt(ContainerHandle handle) {
        Optional<Fd> holder = process(handle.holder(), handle.holderStartTime()).filter(Adoption::lives);
        Optional<Fd> there = process(handle.pid(), handle.startTime());
        Fd pidfd = there.or(() -> holder.map(h -> Holder.fetch(h, handle.kept().indexOf(Holder.PIDFD))))
                .orElseThrow(() -> new JstackException(
                        RuntimeError.GONE,
                        "container %s ended, and its holder is gone: nobody knows how"
                                .formatted(handle.id().shortId()),
                        "start it again"));
        Optional<Fd> network = kept(handle, holder, Holder.NETWORK)
                .or(() -> there.isPresent() ? namespaceOf(handle.pid(), "net") : Optional.empty());
        Optional<Fd> ownCgroups =
                there.isPresent() && handle.bundle().isEmpty() ? namespaceOf(handle.pid(), "cgroup") : Optional.empty();
        if (there.isPresent()) {
            execs.shared().noteAdopted(new Pid(handle.pid()));
        }
        CompletableFuture<ExitStatus> exited =
                there.isPresent() ? watch.living(new Pid(handle.pid()), pidfd) : watch.adopted(pidfd);
        return new LiveContainer(
                handle,
                pidfd,
                holder,
                kept(handle, holder, Holder.TERMINAL),
                network,
                exited,
                execs,
                endings,
                cgroups.open(handle.cgroupsPath()),
                new Remains(ownCgroups, Optional.empty()),
                watch,
                handle.bundle().map(bundle -> new OciContainer(handle.id(), bundle)));
    }

    private static Optional<Fd> kept(ContainerHandle handle, Optional<Fd> holder, String name) {
        int index = handle.kept().indexOf(name);
        return index < 0 ? Optional.empty() : holder.map(h -> Holder.fetch(h, index));
    }

    /** The process, unless the number belongs to another by now. */
    private static Optional<Fd> process(int number, long startTime) {
        Pid pid = new Pid(number);
        Fd pidfd;
        try {
            pidfd = Pidfd.open(pid);
        } catch (KernelException e) {
            return Optional.empty(); // ESRCH, or EINVAL where the number is a thread's now
        }
        if (Pidfd.startTime(pid).filter(time -> time == startTime).isPresent()) {
            return Optional.of(pidfd);
        }
        pidfd.close();
        return Optional.empty();
    }

    private static boolean lives(Fd pidfd) {
        boolean alive = Pidfd.isAlive(pidfd);
        if (!alive) {
            pidfd.close();
        }
        return alive;
    }

    /** A namespace the process itself shows, while it lives; the host's own is nobody's to keep. */
    private static Optional<Fd> namespaceOf(int pid, String type) {
        try {
            Path theirs = Path.of("/proc/" + pid + "/ns/" + type);
            boolean isHost =
                    Files.readSymbolicLink(theirs).equals(Files.readSymbolicLink(Path.of("/proc/self/ns/" + type)));
            return isHost ? Optional.empty() : Optional.of(Linux.open(theirs.toString(), Linux.O_RDONLY));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // it has ended
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty(); // it has ended just now
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
