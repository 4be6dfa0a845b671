package io.jstack.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemnantsTest {
    @TempDir
    Path directory;

    private Path tree(String name) throws IOException {
        Path tree = directory.resolve(name);
        Files.createDirectories(tree.resolve("upper/etc"));
        Files.writeString(tree.resolve("upper/etc/passwd"), "root");
        return tree;
    }

    @Test
    void whatWasLeftGoesWithoutBeingAskedAgain() throws IOException {
        Remnants remnants = new Remnants();
        Path first = tree("first");
        remnants.add(first);
        await().until(() -> Files.notExists(first));

        Path second = tree("second");
        remnants.add(second);
        await().until(() -> Files.notExists(second));
    }

    @Test
    void theAddingDoesNotWaitAndTheEndDoes() throws IOException {
        Remnants remnants = new Remnants();
        Path first = tree("first");
        Path second = tree("second");
        remnants.add(first);
        remnants.add(second);
        assertThat(first).exists();

        remnants.close();

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void itWaitsWhileContainersAreMadeButNotForEver() throws IOException {
        Remnants remnants = new Remnants();
        Path first = tree("first");
        remnants.add(first);
        await().during(Duration.ofSeconds(2)).until(() -> {
            remnants.putOff();
            return Files.exists(first);
        });
        await().until(() -> Files.notExists(first)); // as soon as no more are made

        Path second = tree("second");
        remnants.add(second);
        await().until(() -> {
            remnants.putOff();
            return Files.notExists(second);
        });
    }

    @Test
    void oneThatCannotBeDeletedStopsNoOther() throws IOException {
        Remnants remnants = new Remnants();
        Path second = tree("second");
        remnants.add(Path.of("/proc/self/fdinfo"));
        remnants.add(second);

        remnants.close();

        assertThat(second).doesNotExist();
    }
}
