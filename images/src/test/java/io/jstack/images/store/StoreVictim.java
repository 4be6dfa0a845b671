package io.jstack.images.store;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Image;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.build.BuildRequest;
import io.jstack.images.build.ImageBuilder;
import io.jstack.images.exchange.ArchiveLoad;
import io.jstack.images.exchange.ContainerCommit;
import io.jstack.images.exchange.RootTar;
import io.jstack.images.exchange.TarImport;
import io.jstack.images.layer.TarBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A process that works on a store until it is killed. A line of its output is a promise: what it names is there, or on its way out. */
final class StoreVictim {
    private StoreVictim() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        Path archive = Path.of(arguments[1]);
        try (ImageStore store = ImageStore.open(root.resolve("store"));
                ImageBuilder builder = new ImageBuilder(
                        store, (name, when, platform, progress) -> store.get(name.familiar()), step -> {
                            write(step.upper().resolve("built"), step.args().toString());
                            return 0;
                        })) {
            say("open");
            for (int i = 0; ; i++) {
                String name = "made:" + i;
                Path upper = Files.createDirectories(root.resolve("upper-" + System.nanoTime()));
                try (InputStream in = Files.newInputStream(archive)) {
                    new ArchiveLoad(store, ImageProgress.SILENT).read(in, Platform.host());
                }
                say("has loaded:1");
                byte[] tar = new TarBuilder(i)
                        .file("f", 0644, "f" + i + System.nanoTime())
                        .toBytes();
                Image image = new TarImport(store, ImageProgress.SILENT)
                        .read(
                                RootTar.of(new ByteArrayInputStream(tar)),
                                List.of(Reference.parse(name)),
                                ContainerDefaults.empty(),
                                "test");
                say("has " + name);
                Files.writeString(root.resolve("context/Dockerfile"), "FROM " + name + "\nRUN a" + i + "\nCOPY f /f\n");
                builder.build(
                        BuildRequest.of(root.resolve("context"))
                                .tags(List.of(Reference.parse("built:1")))
                                .build(),
                        ImageProgress.SILENT);
                say("has built:1");
                write(upper.resolve("written"), name);
                new ContainerCommit(store)
                        .commit(new ContainerCommit.Wanted(
                                image.id(),
                                upper,
                                List.of(),
                                ContainerDefaults.empty(),
                                List.of(Reference.parse("committed:1")),
                                Optional.empty(),
                                Optional.empty()));
                say("has committed:1");
                say("drops " + name);
                store.remove(name, Removal.FORCE, Set.of());
                say("drops loaded:1");
                store.remove("loaded:1", Removal.CAREFUL, Set.of());
                store.prune(PruneScope.DANGLING.withCache(), Set.of());
            }
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
