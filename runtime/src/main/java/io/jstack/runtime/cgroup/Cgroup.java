package io.jstack.runtime.cgroup;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.oci.Resources;
import io.jstack.values.JstackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One container's group, in every hierarchy of the host at once. It is found by its path alone and keeps nothing in memory, so any
 * number of these may stand for the same group; a group that is gone answers with zeros and empty lists.
 */
public final class Cgroup {
    private final CgroupMounts mounts;
    private final String path;

    Cgroup(CgroupMounts mounts, String path) {
        this.mounts = mounts;
        this.path = path;
    }

    /** As {@code cgroupsPath} of the OCI record. */
    public String path() {
        return path;
    }

    /** Whether it is there in any hierarchy. */
    public boolean exists() {
        return mounts.points().stream().map(this::directory).anyMatch(Files::isDirectory);
    }

    /** Its {@code cgroup.procs} in each hierarchy. */
    List<String> processFiles() {
        List<String> files = new ArrayList<>();
        mounts.points().forEach(point -> files.add(point + path + "/cgroup.procs"));
        return files;
    }

    /** Moves a whole process into the group, in every hierarchy: at the gate, and for each exec. */
    public void enter(Pid pid) {
        enter(processFiles(), pid);
    }

    static void enter(List<String> processFiles, Pid pid) {
        for (String file : processFiles) {
            CgroupFile.write(file, pid.toString());
        }
    }

    /**
     * Sets limits, at the gate or while the container runs; what {@code resources} leaves out stays as it is. The device list is
     * written only when it differs, since version 1 forbids everything for the moment it takes.
     *
     * @throws JstackException {@link CgroupError#LIMIT_UNSUPPORTED}, {@link CgroupError#LIMIT_REFUSED}
     */
    public void apply(Resources resources) {
        List<Setting> settings = settings(resources);
        List<String> unsupported = unsupported(settings, resources);
        if (!unsupported.isEmpty()) {
            throw new JstackException(
                    CgroupError.LIMIT_UNSUPPORTED,
                    "this kernel has no %s, for %s".formatted(String.join(", ", unsupported), path),
                    "without that limit");
        }
        List<Setting> later = new ArrayList<>();
        for (Setting setting : settings) {
            try {
                CgroupFile.write(file(setting), setting.value());
            } catch (KernelException e) {
                // memory and memory-with-swap, or period and quota, may only pass each other in one order
                later.add(setting);
            }
        }
        for (Setting setting : later) {
            try {
                CgroupFile.write(file(setting), setting.value());
            } catch (KernelException e) {
                throw refused(setting, e);
            }
        }
        if (!resources.devices().isEmpty()) {
            devices().apply(resources.devices());
        }
    }

    private JstackException refused(Setting setting, KernelException e) {
        boolean inUse = e.errno() == Errno.EBUSY;
        return new JstackException(
                CgroupError.LIMIT_REFUSED,
                "cannot set %s to %s for %s: %s"
                        .formatted(
                                setting.file(),
                                setting.value(),
                                path,
                                inUse
                                        ? "the container uses more than that"
                                        : e.errno().text()),
                inUse ? "a higher limit, or stop the container first" : "",
                e);
    }

    /** What is not as {@code wanted}, by the kernel's own word; empty when all is true. */
    public List<Difference> differences(Resources wanted) {
        List<Difference> differences = new ArrayList<>();
        for (Setting setting : settings(wanted)) {
            String actual = CgroupFile.read(file(setting)).orElse("absent");
            if (actual.equals("absent") || !setting.isMetBy(actual)) {
                differences.add(new Difference(setting.file(), setting.value(), actual));
            }
        }
        if (!wanted.devices().isEmpty()) {
            differences.addAll(devices().differences(wanted.devices()));
        }
        return differences;
    }

    /** Where {@link #differences} and {@link #isFrozen} look. */
    public Set<Path> directoriesOf(Resources wanted) {
        Set<Path> directories = new LinkedHashSet<>();
        settings(wanted).forEach(setting -> directories.add(directoryOf(setting.controller())));
        if (!wanted.devices().isEmpty() && mounts.isV1("devices")) {
            directories.add(directoryOf("devices"));
        }
        if (mounts.isV1("freezer")) {
            directories.add(directoryOf("freezer"));
        }
        mounts.unified().ifPresent(point -> directories.add(directory(point)));
        return directories;
    }

    /** The files these limits would need and this host lacks. */
    List<String> unsupported(Resources resources) {
        return unsupported(settings(resources), resources);
    }

    private List<String> unsupported(List<Setting> settings, Resources resources) {
        Stream<Setting> absent = settings.stream()
                .filter(setting -> mounts.point(setting.controller()).isEmpty() || !Files.exists(file(setting)));
        Stream<Setting> onlyInTwo =
                V2Settings.unified(resources).stream().filter(setting -> mounts.isV1(setting.controller()));
        return Stream.concat(absent, onlyInTwo).map(Setting::file).distinct().toList();
    }

    /** Stops every process where it stands; waits until they all do. */
    public void freeze() {
        freezer().freeze();
    }

    /** Lets them go on, by whichever hierarchy they were stopped. */
    public void thaw() {
        freezers().forEach(Freezer::thaw);
    }

    /** Also when somebody else froze it, by the hierarchy that is not ours to freeze with. */
    public boolean isFrozen() {
        return freezers().anyMatch(Freezer::isFrozen);
    }

    /** Whether a process is inside that has not ended; those of groups below count. */
    public boolean isPopulated() {
        return unifiedDirectory()
                .map(unified ->
                        CgroupFile.keyed(unified.resolve("cgroup.events")).getOrDefault("populated", 0L) == 1)
                .orElseGet(() -> !processes().isEmpty());
    }

    /**
     * Whether nothing in it tells of a past: no group below, not frozen, nobody killed for want of memory. What was used is still counted
     * together, and limits are as they were.
     */
    public boolean isUnmarked() {
        return mounts.points().stream().map(this::directory).noneMatch(Cgroup::hasChildren)
                && !isFrozen()
                && oomKills() == 0;
    }

    /** By the number of its links, which kernfs keeps as other file systems do: one from above, its own, one from each below. */
    private static boolean hasChildren(Path directory) {
        return FileStat.links(directory.toString()) > 2;
    }

    /** SIGKILL for everything inside, frozen or not, also what forks meanwhile. Does not wait for the ends. */
    public void kill() {
        freezer().kill();
    }

    /** Processes inside, those of groups below included. */
    public List<Pid> processes() {
        Set<Pid> pids = new LinkedHashSet<>();
        // one hierarchy is enough, but before the gate a process may be in one of them only
        for (Path directory : directories()) {
            Removal.deepestFirst(directory)
                    .forEach(group -> CgroupFile.lines(group.resolve("cgroup.procs")).stream()
                            .map(Integer::parseInt)
                            .filter(pid -> pid > 0)
                            .map(Pid::new)
                            .forEach(pids::add));
        }
        return List.copyOf(pids);
    }

    public CgroupStats stats() {
        return new StatsReader(mounts, this::directoryOf).read();
    }

    /** How many tasks may be here; the largest number where nothing says so. */
    public long taskLimit() {
        return mounts.point("pids")
                .flatMap(point -> CgroupFile.number(directory(point).resolve("pids.max")))
                .filter(limit -> limit >= 0)
                .orElse(Long.MAX_VALUE);
    }

    /** How many processes the kernel killed here for want of memory; read it before {@link #remove}. */
    public long oomKills() {
        return mounts.point("memory")
                .map(point -> directory(point).resolve(mounts.isV1("memory") ? "memory.oom_control" : "memory.events"))
                .map(file -> CgroupFile.keyed(file).getOrDefault("oom_kill", 0L))
                .orElse(0L);
    }

    /**
     * Takes the group and all below it away; nothing happens when it is gone already.
     *
     * @param patience how long processes that are just ending may take
     * @throws JstackException {@link CgroupError#CGROUP_BUSY}
     */
    public void remove(Duration patience) {
        new Removal(this, patience).run(directories());
    }

    private List<Setting> settings(Resources resources) {
        // a hybrid host has its controllers in version 1, so the version is a question of each controller
        Stream<Setting> v1 = V1Settings.of(resources).stream().filter(setting -> mounts.isV1(setting.controller()));
        Stream<Setting> v2 = Stream.concat(V2Settings.of(resources).stream(), V2Settings.unified(resources).stream())
                .filter(setting -> !mounts.isV1(setting.controller()))
                .filter(setting -> !(setting.controller().equals("io") && mounts.isV1("blkio")));
        return Stream.concat(v1, v2).filter(setting -> !holdsByItself(setting)).toList();
    }

    /** Memory and swap together cannot be more than memory alone where there is no swap to account. */
    private boolean holdsByItself(Setting setting) {
        boolean swap = setting.file().equals("memory.memsw.limit_in_bytes")
                || setting.file().equals("memory.swap.max");
        return swap
                && mounts.point("memory").isPresent()
                && !Files.exists(file(setting))
                && CgroupFile.lines(Path.of("/proc/swaps")).size() <= 1;
    }

    private Devices devices() {
        return mounts.isV1("devices")
                ? new DevicesV1(directoryOf("devices"))
                : new DevicesV2(directory(mounts.unified().orElseThrow()));
    }

    private Freezer freezer() {
        return mounts.unified().isPresent()
                ? new FreezerV2(path, directory(mounts.unified().get()))
                : new FreezerV1(this, directoryOf("freezer"));
    }

    private Stream<Freezer> freezers() {
        return mounts.unified().isPresent() && mounts.isV1("freezer")
                ? Stream.of(freezer(), new FreezerV1(this, directoryOf("freezer")))
                : Stream.of(freezer());
    }

    /** Where it exists. */
    List<Path> directories() {
        return mounts.points().stream()
                .map(this::directory)
                .filter(Files::isDirectory)
                .toList();
    }

    Optional<Path> unifiedDirectory() {
        return mounts.unified().map(this::directory).filter(Files::isDirectory);
    }

    private Path directory(Path point) {
        return Cgroups.below(point, path);
    }

    /** For a controller the host has; for no name, the unified hierarchy. */
    private Path directoryOf(String controller) {
        Optional<Path> point = controller.isEmpty() ? mounts.unified() : mounts.point(controller);
        return directory(point.orElseThrow(() -> new JstackException(
                CgroupError.CGROUP_UNAVAILABLE,
                "this host has no control group controller " + controller,
                "a kernel with CONFIG_CGROUP_" + controller.toUpperCase(java.util.Locale.ROOT))));
    }

    private Path file(Setting setting) {
        return directoryOf(setting.controller()).resolve(setting.file());
    }

    @Override
    public String toString() {
        return path;
    }
}
