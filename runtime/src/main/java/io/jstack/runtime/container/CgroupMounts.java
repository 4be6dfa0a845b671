package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.MountAttributes;
import io.jstack.runtime.kernel.MountTree;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.oci.Mount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code /sys/fs/cgroup} as the host has it, seen from the container's cgroup namespace: the unified hierarchy alone, or a tmpfs with one
 * directory for each of version 1's; cgroups(7). The host's own mounts are cloned at the root of that namespace: a file system mounted
 * anew would be the same one, but the kernel makes it under a lock that a move into a group holds for milliseconds.
 */
final class CgroupMounts {
    private static final String ROOT = "/sys/fs/cgroup";

    private final List<Step> steps;
    private final Target target;
    private final Descriptors open;
    private final String groupRoot;

    /** @param groupRoot where the container's cgroup namespace has its root, in each hierarchy */
    CgroupMounts(List<Step> steps, Target target, Descriptors open, String groupRoot) {
        this.steps = steps;
        this.target = target;
        this.open = open;
        this.groupRoot = groupRoot;
    }

    /** One hierarchy mounted on the host: its directory's name and its type. */
    record Hierarchy(String name, String type) {}

    void add(Mount mount) {
        long attributes = MountOptions.of(mount).attributes().set();
        List<Hierarchy> host = OfHost.HIERARCHIES;
        if (host.size() == 1 && host.get(0).name().isEmpty()) {
            attach(host.get(0), attributes, target.directory(mount.destination()));
            return;
        }
        Register context = new Register("cgroups");
        Register made = new Register("cgroups-mount");
        long writable = attributes & ~Flags.MOUNT_ATTR_RDONLY;
        steps.add(Calls.fsopen("tmpfs").into(context));
        steps.add(Calls.fsconfig(context, "mode=755"));
        steps.add(Calls.fsconfig(context, "source=cgroup"));
        steps.add(Calls.fsconfigCreate(context));
        steps.add(Calls.fsmount(context, writable).into(made));
        steps.add(Calls.moveMount(made, target.directory(mount.destination())));
        // beside version 1 the unified hierarchy has no controllers: nothing to see there
        host.stream()
                .filter(hierarchy -> hierarchy.type().equals("cgroup"))
                .forEach(hierarchy -> attach(hierarchy, attributes, directory(made, hierarchy.name())));
        if (attributes != writable) {
            steps.add(Calls.mountSetattr(made, 0, MountAttributes.READ_ONLY));
        }
    }

    /** In a tmpfs that is ours alone so far. */
    private Register directory(Register tmpfs, String name) {
        Register directory = new Register(name);
        steps.add(Calls.mkdirAt(tmpfs, name, 0755));
        steps.add(Calls.openAt(tmpfs, name, Linux.O_PATH | Linux.O_DIRECTORY, 0).into(directory));
        return directory;
    }

    private void attach(Hierarchy hierarchy, long attributes, Register place) {
        Fd tree = open.add(copy(hierarchy));
        MountTree.change(
                tree, false, new MountAttributes(attributes, Flags.MOUNT_ATTR_RDONLY & ~attributes, Flags.MS_PRIVATE));
        steps.add(Calls.moveMount(tree, place));
    }

    /** A hierarchy in which containers have no group of their own is seen from its root. */
    private Fd copy(Hierarchy hierarchy) {
        String mounted = Path.of(ROOT, hierarchy.name()).toString();
        try {
            return MountTree.cloneAt(mounted + groupRoot);
        } catch (KernelException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            return MountTree.cloneAt(mounted);
        }
    }

    /** Looked up once: the groups of containers are made in what was mounted when the engine started. */
    private static final class OfHost {
        private static final List<Hierarchy> HIERARCHIES = ofHost();
    }

    static List<Hierarchy> ofHost() {
        try {
            return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                    .flatMap(line -> parse(line).stream())
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line of proc(5) mountinfo: fields, then {@code - type source super-options}. */
    static List<Hierarchy> parse(String line) {
        String[] halves = line.split(" - ", 2);
        String[] left = halves[0].split(" ", -1);
        String[] right = halves.length < 2 ? new String[0] : halves[1].split(" ", -1);
        String place = left.length > 4 ? left[4] : "";
        if (right.length < 3 || !(place + "/").startsWith(ROOT + "/") || !left[3].equals("/")) {
            return List.of();
        }
        String name = place.equals(ROOT) ? "" : place.substring(ROOT.length() + 1);
        if (right[0].equals("cgroup2")) {
            return List.of(new Hierarchy(name, "cgroup2"));
        }
        return right[0].equals("cgroup") && !name.contains("/") ? List.of(new Hierarchy(name, "cgroup")) : List.of();
    }
}
