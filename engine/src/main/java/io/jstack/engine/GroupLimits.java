package io.jstack.engine;

import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.Observed;
import io.jstack.runtime.cgroup.Difference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A container's control group: its limits as they were set, and frozen only when somebody asked for it. */
final class GroupLimits implements Concern {
    /** No device program of version 2 can be watched, and a word may get lost: everything is read again now and then. */
    private static final Duration AT_LEAST_EVERY = Duration.ofMinutes(1);

    private final ContainerFiles files;
    private final Touches touches;
    private final FoundRight<Seen> right = new FoundRight<>();

    /** Until when what was found right need not be read again while nobody writes there. */
    private record Seen(long writes, long until) {}

    GroupLimits(ContainerFiles files, Touches touches) {
        this.files = files;
        this.touches = touches;
    }

    @Override
    public List<Drift> look(Container container, Run run) {
        Optional<Long> writes = touches.count(container, run, () -> directories(container, run));
        long now = System.nanoTime();
        Optional<Seen> known = right.known(run);
        if (known.isPresent()
                && writes.filter(count -> count == known.get().writes()).isPresent()
                && now - known.get().until() < 0) {
            return List.of();
        }
        List<Drift> found = read(container, run);
        if (found.isEmpty()) {
            writes.ifPresent(count -> right.note(run, new Seen(count, now + AT_LEAST_EVERY.toNanos())));
        }
        return found;
    }

    private List<Path> directories(Container container, Run run) {
        List<Path> directories =
                new ArrayList<>(run.running().limitDirectories(run.inside().limits()));
        directories.add(files.run(container.id()));
        return directories;
    }

    private static List<Drift> read(Container container, Run run) {
        List<Drift> found = new ArrayList<>();
        List<Difference> differences = run.running().differences(run.inside().limits());
        if (!differences.isEmpty()) {
            found.add(new Drift(
                    Drift.Kind.LIMITS_CHANGED,
                    "limits of %s changed: %s"
                            .formatted(
                                    container.record().name(),
                                    differences.stream()
                                            .map(Difference::toString)
                                            .collect(Collectors.joining(", "))),
                    Drift.Repair.IN_PLACE));
        }
        if (container.phase().state() == Observed.State.RUNNING && run.running().isFrozen()) {
            found.add(new Drift(
                    Drift.Kind.FROZEN,
                    "%s is frozen, and nobody paused it"
                            .formatted(container.record().name()),
                    Drift.Repair.IN_PLACE));
        }
        return found;
    }

    @Override
    public void repair(Container container, Run run, Drift drift) {
        if (drift.kind() == Drift.Kind.LIMITS_CHANGED) {
            run.running().limit(run.inside().limits());
        } else if (container.phase().state() == Observed.State.RUNNING) {
            run.running().unpause();
        }
    }

    @Override
    public boolean owns(Drift.Kind kind) {
        return kind == Drift.Kind.LIMITS_CHANGED || kind == Drift.Kind.FROZEN;
    }
}
