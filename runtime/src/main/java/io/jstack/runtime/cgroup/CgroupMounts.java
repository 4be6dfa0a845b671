package io.jstack.runtime.cgroup;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the host keeps its control groups.
 *
 * @param v1 mount points of version 1 by controller; a hierarchy without one, as systemd's, by its {@code name=…}
 * @param unified the mount point of version 2
 * @param unifiedControllers what version 2 controls; empty on a hybrid host
 * @param points every mount point once, the unified one last
 */
record CgroupMounts(Map<String, Path> v1, Optional<Path> unified, Set<String> unifiedControllers, List<Path> points) {
    /** proc_pid_mountinfo(5): root, mount point, options, optional fields, "-", type, source, super options. */
    static final Pattern LINE = Pattern.compile("\\S+ \\S+ \\S+ (\\S+) (\\S+) \\S+ .*?- (cgroup2?) \\S+ (\\S+)");

    private static final Pattern COMMA = Pattern.compile(",");
    private static final Set<String> NOT_CONTROLLERS = Set.of("rw", "ro", "xattr", "nsdelegate", "clone_children");

    CgroupMounts(Map<String, Path> v1, Optional<Path> unified, Set<String> unifiedControllers) {
        this(v1, unified, unifiedControllers, points(v1, unified));
    }

    private static List<Path> points(Map<String, Path> v1, Optional<Path> unified) {
        return Stream.concat(v1.values().stream().distinct(), unified.stream()).toList();
    }

    static CgroupMounts detect() {
        try {
            CgroupMounts mounts = parse(Files.readAllLines(Path.of("/proc/self/mountinfo")));
            if (mounts.v1.isEmpty() && mounts.unified.isEmpty()) {
                throw new JstackException(
                        CgroupError.CGROUP_UNAVAILABLE,
                        "no control group file system is mounted",
                        "mount -t cgroup2 cgroup2 /sys/fs/cgroup");
            }
            return mounts.unified.isPresent()
                    ? mounts.withControllers(
                            Files.readString(mounts.unified.get().resolve("cgroup.controllers")))
                    : mounts;
        } catch (IOException e) {
            throw new JstackException(
                    CgroupError.CGROUP_UNAVAILABLE, "cannot read the mounted control groups: " + e.getMessage(), "", e);
        }
    }

    /** What {@code /proc/self/mountinfo} says; the first mount of a hierarchy counts. */
    static CgroupMounts parse(List<String> mountinfo) {
        Map<String, Path> v1 = new LinkedHashMap<>();
        List<Path> unified = new ArrayList<>();
        for (String line : mountinfo) {
            Matcher mount = LINE.matcher(line);
            if (!mount.matches()) {
                continue;
            }
            Path point = Path.of(mount.group(2));
            if (mount.group(3).equals("cgroup2")) {
                unified.add(point);
            } else {
                COMMA.splitAsStream(mount.group(4))
                        .filter(option -> !NOT_CONTROLLERS.contains(option) && !option.startsWith("release_agent="))
                        .forEach(controller -> v1.putIfAbsent(controller, point));
            }
        }
        return new CgroupMounts(v1, unified.stream().findFirst(), Set.of());
    }

    CgroupMounts withControllers(String line) {
        return new CgroupMounts(
                v1,
                unified,
                Set.copyOf(Pattern.compile("\\s+")
                        .splitAsStream(line.strip())
                        .filter(name -> !name.isEmpty() && !v1.containsKey(name))
                        .toList()));
    }

    boolean isV1(String controller) {
        return v1.containsKey(controller);
    }

    /** The mount point a controller is found under. */
    Optional<Path> point(String controller) {
        Optional<Path> old = Optional.ofNullable(v1.get(controller));
        return old.isPresent() ? old : unified.filter(point -> unifiedControllers.contains(controller));
    }
}
