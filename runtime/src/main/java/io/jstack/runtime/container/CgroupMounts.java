package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.oci.Mount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code /sys/fs/cgroup} as the host has it, seen from the container's cgroup namespace: the unified hierarchy alone, or a tmpfs with one
 * directory for each of version 1's; cgroups(7).
 */
final class CgroupMounts {
    private static final String ROOT = "/sys/fs/cgroup";

    private final List<Step> steps;
    private final Target target;

    CgroupMounts(List<Step> steps, Target target) {
        this.steps = steps;
        this.target = target;
    }

    /** One hierarchy mounted on the host: its directory's name, its type and what its mount names. */
    record Hierarchy(String name, String type, List<String> data) {}

    void add(Mount mount) {
        long attributes = MountOptions.of(mount).attributes().set();
        List<Hierarchy> host = OfHost.HIERARCHIES;
        if (host.size() == 1 && host.get(0).name().isEmpty()) {
            attach(host.get(0), attributes, mount.destination());
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
                .forEach(hierarchy -> attach(hierarchy, attributes, mount.destination() + "/" + hierarchy.name()));
        if (attributes != writable) {
            steps.add(Calls.mountSetattr(made, 0, io.jstack.runtime.kernel.MountAttributes.READ_ONLY));
        }
    }

    private void attach(Hierarchy hierarchy, long attributes, String destination) {
        Register context = new Register(hierarchy.type());
        Register made = new Register(hierarchy.type() + "-mount");
        Register place = target.directory(destination);
        steps.add(Calls.fsopen(hierarchy.type()).into(context));
        steps.add(Calls.fsconfig(context, "source=cgroup"));
        hierarchy.data().forEach(option -> steps.add(Calls.fsconfig(context, option)));
        steps.add(Calls.fsconfigCreate(context));
        steps.add(Calls.fsmount(context, attributes).into(made));
        steps.add(Calls.moveMount(made, place));
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
            return List.of(new Hierarchy(name, "cgroup2", List.of()));
        }
        if (!right[0].equals("cgroup") || name.contains("/")) {
            return List.of();
        }
        List<String> data = new ArrayList<>();
        for (String option : right[2].split(",", -1)) {
            if (!List.of("rw", "ro", "xattr", "clone_children", "noprefix").contains(option)
                    && !option.startsWith("release_agent=")) {
                data.add(option);
            }
        }
        if (data.stream().allMatch(option -> option.startsWith("name="))) {
            data.add(0, "none");
        }
        return Arrays.asList(new Hierarchy(name, "cgroup", List.copyOf(data)));
    }
}
