package io.jstack.engine;

import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.model.FileMount;
import io.jstack.orchestrator.model.FileSource;
import java.nio.file.Files;
import java.util.List;

/**
 * Secrets whose values came with an {@code up} and are kept in memory alone: a container that is to start after a reboot lacks them, and is
 * made anew by the next {@code up} that brings them.
 */
final class LostSecrets {
    private final ContainerFiles files;

    LostSecrets(ContainerFiles files) {
        this.files = files;
    }

    List<Drift> look(Container container) {
        return container.record().service().storage().secrets().stream()
                .filter(use -> isLost(container.record(), use))
                .map(use -> new Drift(
                        Drift.Kind.CONTENT_CHANGED,
                        "secret %s of %s came from the environment of an earlier up"
                                .formatted(use.source(), container.record().name()),
                        Drift.Repair.RECREATE))
                .toList();
    }

    private boolean isLost(ContainerRecord record, FileMount use) {
        return record.secrets().get(use.source()) instanceof FileSource.FromEnvironment variable
                && variable.value().isEmpty()
                && Files.notExists(new FilesFor(files.run(record.id())).secret(use));
    }
}
