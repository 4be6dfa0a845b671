package io.jstack.runtime.cgroup;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/** Where this process itself is, in each hierarchy. */
final class OwnGroups {
    private OwnGroups() {}

    /**
     * The {@code cgroup.procs} of each; empty where one of them cannot be seen from here, as when the host
     * shows us only a part of it.
     *
     * @throws JstackException {@link CgroupError#CGROUP_UNAVAILABLE} where procfs cannot be read
     */
    static Optional<List<String>> processFiles(CgroupMounts mounts) {
        try {
            return processFiles(
                    mounts,
                    Files.readAllLines(Path.of("/proc/self/mountinfo")),
                    Files.readAllLines(Path.of("/proc/self/cgroup")));
        } catch (IOException e) {
            throw new JstackException(
                    CgroupError.CGROUP_UNAVAILABLE,
                    "cannot read the engine's control groups: " + e.getMessage(),
                    "",
                    e);
        }
    }

    static Optional<List<String>> processFiles(CgroupMounts mounts, List<String> mountinfo, List<String> cgroup) {
        Map<Path, Path> groups = groups(mounts, cgroup);
        List<String> files = new ArrayList<>();
        for (String line : mountinfo) {
            Matcher mount = CgroupMounts.LINE.matcher(line);
            if (!mount.matches()) {
                continue;
            }
            Path root = Path.of(mount.group(1));
            Path point = Path.of(mount.group(2));
            Path group = groups.remove(point); // the first mount of a place counts
            if (group != null && group.startsWith(root)) {
                files.add(point.resolve(root.relativize(group))
                        .resolve("cgroup.procs")
                        .toString());
            }
        }
        return files.size() == mounts.points().size() ? Optional.of(files) : Optional.empty();
    }

    /** cgroups(7): each line is a number, the controllers of version 1 or nothing, and the path; by mount point. */
    private static Map<Path, Path> groups(CgroupMounts mounts, List<String> cgroup) {
        Map<Path, Path> groups = new HashMap<>();
        for (String line : cgroup) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3) {
                Optional<Path> point = parts[1].isEmpty()
                        ? mounts.unified()
                        : Optional.ofNullable(mounts.v1().get(parts[1].split(",", 2)[0]));
                point.ifPresent(found -> groups.put(found, Path.of(parts[2])));
            }
        }
        return groups;
    }
}
