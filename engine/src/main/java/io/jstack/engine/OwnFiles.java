package io.jstack.engine;

import io.jstack.orchestrator.Drift;
import java.util.List;

/** A container's own directory on the host: whose writable layer was taken away behind our back, that container is not one any more. */
final class OwnFiles implements Concern {
    private final ContainerFiles files;

    OwnFiles(ContainerFiles files) {
        this.files = files;
    }

    @Override
    public List<Drift> look(Container container, Run run) {
        return files.areThere(container.id())
                ? List.of()
                : List.of(new Drift(
                        Drift.Kind.FILES_GONE,
                        "the files of %s were removed"
                                .formatted(container.record().name()),
                        Drift.Repair.RECREATE));
    }

    @Override
    public void repair(Container container, Run run, Drift drift) {
        // made anew: nothing is repaired under the running process
    }

    @Override
    public boolean owns(Drift.Kind kind) {
        return kind == Drift.Kind.FILES_GONE;
    }
}
