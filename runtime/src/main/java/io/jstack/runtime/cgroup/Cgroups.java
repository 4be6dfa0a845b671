package io.jstack.runtime.cgroup;

import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.runtime.oci.Resources;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The host's control groups, of version 1, of version 2, or of both at once, below one parent that is this engine's. Paths are those of
 * the OCI record's {@code cgroupsPath}: absolute from every hierarchy's mount point. Safe for use by several threads.
 */
public final class Cgroups {
    /** What version 2 must be told to control, one level above. */
    private static final Set<String> WANTED = Set.of("cpuset", "cpu", "io", "memory", "pids");

    private final CgroupMounts mounts;
    private final String parent;

    Cgroups(CgroupMounts mounts, String parent) {
        this.mounts = mounts;
        this.parent = checked(parent);
    }

    /**
     * Finds the hierarchies and makes the parent in each.
     *
     * @param parent {@code /jstack}; no process ever belongs to it directly
     * @throws JstackException {@link CgroupError#CGROUP_UNAVAILABLE}
     */
    public static Cgroups detect(String parent) {
        return at(CgroupMounts.detect(), parent);
    }

    static Cgroups at(CgroupMounts mounts, String parent) {
        Cgroups cgroups = new Cgroups(mounts, parent);
        cgroups.make(parent);
        cgroups.handDownCpuset();
        return cgroups;
    }

    /** A fresh cpuset of version 1 is as its parent then: nothing to write for each; {@code cgroup.clone_children}, cgroups.rst. */
    private void handDownCpuset() {
        Optional.ofNullable(mounts.v1().get("cpuset"))
                .map(point -> below(point, parent).resolve("cgroup.clone_children"))
                .ifPresent(file -> CgroupFile.write(file, "1"));
    }

    CgroupMounts mounts() {
        return mounts;
    }

    /** The parent's path. */
    public String parent() {
        return parent;
    }

    /** The path of a group below the parent. */
    public String path(String name) {
        return checked(parent + "/" + name);
    }

    /**
     * A new group without limits. An empty one that was left behind is replaced, so that its old limits do not count.
     *
     * @throws JstackException {@link CgroupError#CGROUP_BUSY} when there are processes in it, {@link CgroupError#CGROUP_UNAVAILABLE}
     */
    public Cgroup create(String path) {
        return create(path, left -> {});
    }

    /**
     * A new group without limits, whatever there was: processes that were left behind are killed.
     *
     * @throws JstackException as {@link #create}, where they do not end
     */
    public Cgroup replace(String path) {
        return create(path, left -> {
            if (left.isPopulated()) {
                left.kill();
            }
        });
    }

    private Cgroup create(String path, Consumer<Cgroup> clear) {
        Cgroup group = open(path);
        if (!makeFresh(path)) {
            clear.accept(group);
            group.remove(Duration.ofMillis(500));
            make(path);
        }
        return group;
    }

    /** A group that may exist: of a container that is adopted, or to be swept away. */
    public Cgroup open(String path) {
        return new Cgroup(mounts, checked(path));
    }

    /** Names of the groups below the parent: what an engine that starts finds of its predecessor's. */
    public Set<String> children() {
        Set<String> names = new TreeSet<>();
        for (Path point : mounts.points()) {
            Path directory = below(point, parent);
            if (Files.isDirectory(directory)) {
                try (Stream<Path> entries = Files.list(directory)) {
                    entries.filter(Files::isDirectory)
                            .map(entry -> entry.getFileName().toString())
                            .forEach(names::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return names;
    }

    /** Whether freezing and killing go through version 2, at once and for everything inside. */
    public boolean hasUnified() {
        return mounts.unified().isPresent();
    }

    /** Which of these limits the host's kernel knows; {@link Cgroup#apply} refuses the others. */
    public Fit fit(Resources resources) {
        List<String> missing = new ArrayList<>();
        Resources supported = resources;
        for (Part part : Part.values()) {
            Resources alone = part.only(resources);
            List<String> files = open(parent).unsupported(alone);
            if (!files.isEmpty()) {
                missing.add("%s: this kernel has no %s".formatted(part.words(), String.join(", ", files)));
                supported = part.without(supported);
            }
        }
        return new Fit(supported, missing);
    }

    /** Takes the parent away, and all that is empty below it. */
    public void removeParent() {
        open(parent).remove(Duration.ofSeconds(1));
    }

    /** Takes the parent away where no container has a group below it: an engine's last act on a host. */
    public void leave() {
        for (Path directory : open(parent).directories()) {
            try {
                Files.delete(directory);
            } catch (IOException e) {
                // a container runs on, and the next engine finds it here
            }
        }
    }

    /** The usual case, in as few calls as it takes: the parent is there and ready in each hierarchy, and the group in none. */
    private boolean makeFresh(String path) {
        for (Path point : mounts.points()) {
            Path directory = below(point, path);
            if (Linux.raw(Syscall.MKDIRAT, Linux.AT_FDCWD, NativeMemory.ofText(directory.toString()), 0755) < 0) {
                return false;
            }
            boolean isUnified = mounts.unified().filter(point::equals).isPresent();
            if (isUnified && !mounts.unifiedControllers().isEmpty()) {
                delegate(Objects.requireNonNull(directory.getParent(), "no group is the root"));
            }
            if (point.equals(mounts.v1().get("cpuset"))) {
                fillCpuset(directory);
            }
        }
        return true;
    }

    /** Makes the group and those above it, ready to take processes. */
    private void make(String path) {
        for (Path point : mounts.points()) {
            Path directory = point;
            for (Path name : Path.of(path.substring(1))) {
                if (mounts.unified().filter(point::equals).isPresent()) {
                    delegate(directory);
                }
                directory = directory.resolve(name);
                makeOne(directory);
                if (Files.exists(directory.resolve("cpuset.mems")) && mounts.isV1("cpuset")) {
                    fillCpuset(directory);
                }
            }
        }
    }

    private static void makeOne(Path directory) {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            // another container's start made the parent meanwhile
        } catch (IOException e) {
            throw new JstackException(
                    CgroupError.CGROUP_UNAVAILABLE,
                    "cannot make the control group %s: %s".formatted(directory, e.getMessage()),
                    "run the engine as root, or where /sys/fs/cgroup can be written",
                    e);
        }
    }

    /** Version 2 gives a group only the controllers its parent hands down. */
    private void delegate(Path directory) {
        String handedDown =
                CgroupFile.read(directory.resolve("cgroup.subtree_control")).orElse("");
        for (String controller : mounts.unifiedControllers()) {
            if (WANTED.contains(controller) && !(" " + handedDown + " ").contains(" " + controller + " ")) {
                CgroupFile.write(directory.resolve("cgroup.subtree_control"), "+" + controller);
            }
        }
    }

    /** A fresh cpuset of version 1 below a parent that hands nothing down has neither processors nor memory, and takes no task. */
    private static void fillCpuset(Path directory) {
        for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
            if (CgroupFile.read(directory.resolve(file)).orElse("").isEmpty()) {
                CgroupFile.read(directory.resolveSibling(file))
                        .ifPresent(value -> CgroupFile.write(directory.resolve(file), value));
            }
        }
    }

    static Path below(Path point, String path) {
        return point.resolve(path.substring(1));
    }

    private static String checked(String path) {
        if (!path.startsWith("/")
                || path.length() == 1
                || !Path.of(path).normalize().toString().equals(path)) {
            throw new IllegalArgumentException("a control group's path is absolute and plain, not " + path);
        }
        return path;
    }
}
