package io.jstack.images.registry;

import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.store.ImageStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A process that pulls an image until it is killed. */
final class PullVictim {
    private PullVictim() {}

    public static void main(String[] arguments) throws Exception {
        try (ImageStore store = ImageStore.open(Path.of(arguments[0]));
                RegistryPull pull = new RegistryPull(store, new RegistrySettings(Set.of(), List.of()))) {
            pull.pull(Reference.parse(arguments[1]), Platform.linux("amd64"), ImageProgress.SILENT);
        }
    }
}
