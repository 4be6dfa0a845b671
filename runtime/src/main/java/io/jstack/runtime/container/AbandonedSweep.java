package io.jstack.runtime.container;

import io.jstack.runtime.ContainerHandle;
import io.jstack.runtime.cgroup.Cgroup;
import io.jstack.runtime.cgroup.Cgroups;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Ends what a killed engine had running and kept no record of, as a build's steps: it is known by its control group, which is below this
 * instance's and bears an id of no known run. A holder is known by its environment: when a start or an end was cut short, one may be left
 * beside that of the known run, with the container's ports in its hands.
 */
final class AbandonedSweep {
    private static final System.Logger LOG = System.getLogger("runtime");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int SIGKILL = 9;

    private final Cgroups cgroups;

    AbandonedSweep(Cgroups cgroups) {
        this.cgroups = cgroups;
    }

    /** How many were ended. */
    int run(Collection<ContainerHandle> known, Set<ContainerId> ours) {
        Set<String> running = known.stream().map(handle -> handle.id().value()).collect(Collectors.toSet());
        Set<String> abandoned = new TreeSet<>(cgroups.children());
        abandoned.removeIf(name -> !ContainerId.isValid(name) || running.contains(name));
        for (String name : abandoned) {
            end(cgroups.open(cgroups.path(name)));
        }
        Set<String> ids = new TreeSet<>(abandoned);
        ours.forEach(id -> ids.add(id.value()));
        endHolders(ids, known.stream().map(ContainerHandle::holder).collect(Collectors.toSet()));
        return abandoned.size();
    }

    /** One that does not end, as when it is stuck in the kernel, is no reason for an engine not to start. */
    private static void end(Cgroup group) {
        try {
            group.kill();
            group.remove(PATIENCE);
        } catch (JstackException | KernelException e) {
            LOG.log(System.Logger.Level.WARNING, "control group stays  path={0} cause=\"{1}\"", group, e.getMessage());
        }
    }

    private static void endHolders(Set<String> ids, Set<Integer> known) {
        if (ids.isEmpty()) {
            return;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                int pid = Integer.parseInt(process.getFileName().toString());
                if (!known.contains(pid) && holdsOneOf(process, ids)) {
                    end(process, ids);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holdsOneOf(Path process, Set<String> ids) {
        try {
            String environment = new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8);
            return environment.startsWith(Holder.VARIABLE)
                    && ids.contains(
                            environment.substring(Holder.VARIABLE.length()).replace("\0", ""));
        } catch (IOException e) {
            return false; // gone meanwhile
        }
    }

    private static void end(Path process, Set<String> ids) {
        Pid pid = new Pid(Integer.parseInt(process.getFileName().toString()));
        try (Fd pidfd = Pidfd.open(pid)) {
            // looked at again, now that the number cannot pass to another process
            if (holdsOneOf(process, ids)) {
                Pidfd.signal(pidfd, SIGKILL);
            }
        } catch (KernelException e) {
            return; // ESRCH: it ended by itself
        }
    }
}
