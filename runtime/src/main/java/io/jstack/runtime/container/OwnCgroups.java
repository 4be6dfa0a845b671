package io.jstack.runtime.container;

import io.jstack.runtime.cgroup.Cgroup;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.ProgramThread;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.kernel.SyscallProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How the mould gets a cgroup namespace rooted in the container's group: on version 1 a thread steps in, unshares and steps out again. It
 * must not stay: a thread in a group that is frozen or throttled stops the whole JVM at the next safepoint.
 */
final class OwnCgroups {
    private final List<Path> engineTasks;
    private final Optional<Path> engineUnified;

    private OwnCgroups(List<Path> engineTasks, Optional<Path> engineUnified) {
        this.engineTasks = engineTasks;
        this.engineUnified = engineUnified;
    }

    /** Where this engine itself is, in each hierarchy. */
    static OwnCgroups detect() {
        try {
            List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo"));
            List<Path> tasks = Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                    .map(line -> line.split(":", 3))
                    .filter(entry -> entry.length == 3 && !entry[1].isEmpty())
                    .flatMap(entry -> tasks(mounts, entry[1], entry[2]).stream())
                    .toList();
            Optional<Path> unified = Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                    .filter(line -> line.startsWith("0::"))
                    .flatMap(line -> unified(mounts, line.substring("0::".length())).stream())
                    .findFirst();
            return new OwnCgroups(tasks, unified);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** proc(5): mountinfo has the mounted subtree as its fourth field, the place as its fifth, the controllers among the last. */
    private static Optional<Path> tasks(List<String> mounts, String controllers, String group) {
        String first = controllers.split(",", 2)[0];
        return directory(
                        mounts,
                        group,
                        right -> right[0].equals("cgroup")
                                && List.of(right[2].split(",", -1)).contains(first))
                .map(directory -> directory.resolve("tasks"))
                .filter(Files::exists);
    }

    private static Optional<Path> unified(List<String> mounts, String group) {
        return directory(mounts, group, right -> right[0].equals("cgroup2")).filter(Files::isDirectory);
    }

    private static Optional<Path> directory(List<String> mounts, String group, Predicate<String[]> isHierarchy) {
        for (String line : mounts) {
            String[] halves = line.split(" - ", 2);
            String[] left = halves[0].split(" ", -1);
            String[] right = halves.length == 2 ? halves[1].split(" ", -1) : new String[0];
            if (right.length == 3 && isHierarchy.test(right) && Path.of(group).startsWith(left[3])) {
                return Optional.of(Path.of(left[4]).resolve(Path.of(left[3]).relativize(Path.of(group))));
            }
        }
        return Optional.empty();
    }

    /**
     * The steps that leave the host's cgroup namespace.
     *
     * @param left one rooted in the group that is there already
     */
    List<Step> namespaceOf(Cgroup group, Optional<Fd> left, Descriptors open, Set<Protection> protections) {
        Optional<Fd> namespace = left.or(() -> group.namespace().map(open::add));
        if (namespace.isPresent()) {
            return List.of(Calls.setns(namespace.get(), Flags.CLONE_NEWCGROUP));
        }
        if (group.isHybrid() && engineUnified.isPresent() && protections.contains(Protection.OUT_OF_THE_GROUP)) {
            Fd passed = open.add(passing(group, engineUnified.get(), open, protections));
            return List.of(Calls.setns(passed, Flags.CLONE_NEWCGROUP));
        }
        return unshared(group, open, protections);
    }

    private List<Step> unshared(Cgroup group, Descriptors open, Set<Protection> protections) {
        List<Step> steps = new ArrayList<>();
        group.threadFiles().forEach(tasks -> steps.add(enter(tasks, open)));
        steps.add(Calls.unshare(Flags.CLONE_NEWCGROUP));
        if (protections.contains(Protection.OUT_OF_THE_GROUP)) {
            engineTasks.forEach(tasks -> steps.add(enter(tasks, open)));
        }
        return steps;
    }

    /** One made by a passing thread, during a visit of the whole engine: rooted in the group in every hierarchy. */
    private Fd passing(Cgroup group, Path home, Descriptors open, Set<Protection> protections) {
        Register made = new Register("cgroup-namespace");
        List<Step> steps = unshared(group, open, protections);
        steps.add(Calls.open("/proc/thread-self/ns/cgroup", Linux.O_RDONLY).into(made));
        SyscallProgram program = new SyscallProgram(steps);
        try (ProgramThread thread = new ProgramThread("cgroup-namespace", t -> program)) {
            group.visit(home, () -> thread.start().join());
        }
        program.failure().ifPresent(failure -> {
            throw failure.asException();
        });
        return made.take();
    }

    private static Step enter(Path tasks, Descriptors open) {
        return Calls.write(open.add(Linux.open(tasks.toString(), Linux.O_WRONLY)), "0");
    }
}
