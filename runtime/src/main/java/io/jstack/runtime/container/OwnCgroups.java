package io.jstack.runtime.container;

import io.jstack.runtime.cgroup.Cgroup;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the mould gets a cgroup namespace rooted in the container's group: on version 1 it steps in, unshares and steps out again. It must
 * not stay: a thread in a group that is frozen or throttled stops the whole JVM at the next safepoint.
 */
final class OwnCgroups {
    private final List<Path> engineTasks;

    private OwnCgroups(List<Path> engineTasks) {
        this.engineTasks = engineTasks;
    }

    /** Where this engine itself is, in each hierarchy of version 1. */
    static OwnCgroups detect() {
        try {
            List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo"));
            List<Path> tasks = Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                    .map(line -> line.split(":", 3))
                    .filter(entry -> entry.length == 3 && !entry[1].isEmpty())
                    .flatMap(entry -> tasks(mounts, entry[1], entry[2]).stream())
                    .toList();
            return new OwnCgroups(tasks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** proc(5): mountinfo has the mounted subtree as its fourth field, the place as its fifth, the controllers among the last. */
    private static Optional<Path> tasks(List<String> mounts, String controllers, String group) {
        String first = controllers.split(",", 2)[0];
        for (String line : mounts) {
            String[] halves = line.split(" - ", 2);
            String[] left = halves[0].split(" ", -1);
            String[] right = halves.length == 2 ? halves[1].split(" ", -1) : new String[0];
            if (right.length == 3
                    && right[0].equals("cgroup")
                    && List.of(right[2].split(",", -1)).contains(first)
                    && Path.of(group).startsWith(left[3])) {
                Path tasks = Path.of(left[4])
                        .resolve(Path.of(left[3]).relativize(Path.of(group)))
                        .resolve("tasks");
                return Files.exists(tasks) ? Optional.of(tasks) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Where the engine's threads are in one of them. */
    Optional<Path> tasks() {
        return engineTasks.stream().findFirst();
    }

    /** The steps that leave the host's cgroup namespace. */
    List<Step> namespaceOf(Cgroup group, Descriptors open, Set<Protection> protections) {
        Optional<Fd> namespace = group.namespace();
        if (namespace.isPresent()) {
            return List.of(Calls.setns(open.add(namespace.get()), Flags.CLONE_NEWCGROUP));
        }
        List<Step> steps = new ArrayList<>();
        group.threadFiles().forEach(tasks -> steps.add(enter(tasks, open)));
        steps.add(Calls.unshare(Flags.CLONE_NEWCGROUP));
        if (protections.contains(Protection.OUT_OF_THE_GROUP)) {
            engineTasks.forEach(tasks -> steps.add(enter(tasks, open)));
        }
        return steps;
    }

    private static Step enter(Path tasks, Descriptors open) {
        return Calls.write(open.add(Linux.open(tasks.toString(), Linux.O_WRONLY)), "0");
    }
}
