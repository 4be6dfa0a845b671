package io.jstack.images.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Image;
import io.jstack.images.ImageProgress;
import io.jstack.images.Reference;
import io.jstack.images.exchange.ImageArchive;
import io.jstack.images.exchange.RootTar;
import io.jstack.images.exchange.TarImport;
import io.jstack.images.layer.TarBuilder;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL at any point of load, import, build, commit, rmi and prune: the next one opens the store and finds what was finished. */
@Tag("root")
@Tag("long")
class StoreKillTest {
    private static final int KILLS = 30;

    @TempDir
    Path dir;

    @Test
    void aKilledStoreOpensLosesNothingFinishedAndLeaksNothing() throws Exception {
        Files.createDirectories(dir.resolve("context"));
        Files.writeString(dir.resolve("context/f"), "f");
        Path archive = archive();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            Set<String> promised = runAndKill(archive, random);
            try (ImageStore store = ImageStore.open(dir.resolve("store"))) {
                assertThat(store.check()).as("kill %d, seed %d", kill, seed).isEmpty();
                for (String name : promised) {
                    assertThat(store.find(name))
                            .as("%s after kill %d, seed %d", name, kill, seed)
                            .isPresent();
                }
                assertThat(dir.resolve("store/temp")).isEmptyDirectory();
            }
        }
        try (ImageStore store = ImageStore.open(dir.resolve("store"))) {
            store.prune(PruneScope.UNUSED_AND_CACHE, Set.of());
            for (String part : List.of("layers", "blobs/sha256", "images", "temp", "partial", "cache")) {
                assertThat(dir.resolve("store").resolve(part)).isEmptyDirectory();
            }
        }
    }

    private Path archive() throws Exception {
        try (ImageStore store = ImageStore.open(dir.resolve("maker"))) {
            byte[] noise = new byte[2 << 20];
            new Random(1).nextBytes(noise);
            Image image = new TarImport(store, ImageProgress.SILENT)
                    .read(
                            RootTar.of(new ByteArrayInputStream(
                                    new TarBuilder(1).file("noise", 0644, noise).toBytes())),
                            List.of(Reference.parse("loaded:1")),
                            ContainerDefaults.empty(),
                            "test");
            Path file = dir.resolve("loaded.tar");
            try (OutputStream out = Files.newOutputStream(file)) {
                new ImageArchive(store).write(List.of(new ImageArchive.Saved(image, image.references())), out);
            }
            return file;
        }
    }

    /** What must be there afterwards. */
    private Set<String> runAndKill(Path archive, Random random) throws Exception {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreVictim.class.getName(),
                        dir.toString(),
                        archive.toString())
                .redirectError(dir.resolve("victim.log").toFile())
                .start();
        Set<String> promised = new TreeSet<>();
        try (BufferedReader lines = victim.inputReader()) {
            assertThat(lines.readLine())
                    .as(Files.readString(dir.resolve("victim.log")))
                    .isEqualTo("open");
            // from the first lines on, a moment that hits any step of the loop
            Thread killer = new Thread(() -> {
                try {
                    if (!victim.waitFor(random.nextInt(3000), TimeUnit.MILLISECONDS)) {
                        victim.toHandle().destroyForcibly(); // the process's own would close what is being read
                    }
                } catch (InterruptedException e) {
                    victim.toHandle().destroyForcibly();
                }
            });
            killer.start();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String name = line.substring(line.indexOf(' ') + 1);
                if (line.startsWith("has ")) {
                    promised.add(name);
                } else {
                    promised.remove(name);
                }
            }
            killer.join();
        }
        assertThat(victim.waitFor())
                .as(Files.readString(dir.resolve("victim.log")))
                .isEqualTo(137);
        return promised;
    }
}
