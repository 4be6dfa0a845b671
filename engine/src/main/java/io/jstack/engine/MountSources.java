package io.jstack.engine;

import io.jstack.orchestrator.Drift;
import io.jstack.volumes.MountRequest;
import io.jstack.volumes.Volumes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a container has mounted, against what lies under the same name on the host by now: a file that an editor replaced by rename(2)
 * goes on as its old self inside, until the container is restarted.
 */
final class MountSources implements Concern {
    private final FoundRight<Map<String, FileNumber>> right = new FoundRight<>();

    private record FileNumber(long device, long inode) {}

    @Override
    public List<Drift> look(Container container, Run run) {
        List<MountRequest> mounts = container.record().mounts().stream()
                .filter(mount -> mount.kind() != MountRequest.Kind.TMPFS)
                .toList();
        if (mounts.isEmpty()) {
            return List.of();
        }
        Map<String, FileNumber> now = new HashMap<>();
        List<Drift> found = new ArrayList<>();
        for (MountRequest mount : mounts) {
            Stamp.of(Path.of(mount.source()))
                    .ifPresentOrElse(
                            stamp -> now.put(mount.target(), new FileNumber(stamp.device(), stamp.inode())),
                            () -> vanished(container, mount).ifPresent(found::add));
        }
        // a mounted file cannot lend its number to another one: the same number is the same file
        if (found.isEmpty() && right.still(run, now)) {
            return found;
        }
        List<MountRequest> present =
                mounts.stream().filter(mount -> now.containsKey(mount.target())).toList();
        for (MountRequest mount : Volumes.stale(run.running().pid().value(), present)) {
            found.add(new Drift(
                    Drift.Kind.MOUNT_STALE,
                    "%s of %s shows what %s was, not what it is"
                            .formatted(mount.target(), container.record().name(), mount.source()),
                    Drift.Repair.RESTART));
        }
        if (found.isEmpty()) {
            right.note(run, now);
        }
        return found;
    }

    /** A volume whose data is gone is shown as the volume's own drift. */
    private static Optional<Drift> vanished(Container container, MountRequest mount) {
        return mount.kind() != MountRequest.Kind.BIND
                ? Optional.empty()
                : Optional.of(new Drift(
                        Drift.Kind.MOUNT_STALE,
                        "%s, mounted at %s of %s, is gone from the host"
                                .formatted(
                                        mount.source(),
                                        mount.target(),
                                        container.record().name()),
                        Drift.Repair.ASK));
    }

    @Override
    public void repair(Container container, Run run, Drift drift) {
        // a start mounts anew: nothing is repaired under the running process
    }

    @Override
    public boolean owns(Drift.Kind kind) {
        return kind == Drift.Kind.MOUNT_STALE;
    }
}
