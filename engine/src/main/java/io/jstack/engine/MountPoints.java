package io.jstack.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * What every container has something mounted upon, empty: a layer below those of each image, as Docker's init layer. Where an image
 * has these places itself nothing of it shows; where not, they need not be made anew in each container's own layer.
 */
final class MountPoints {
    private static final List<String> DIRECTORIES = List.of("dev", "etc", "proc", "sys");
    private static final List<String> FILES = List.of("etc/hosts", "etc/hostname", "etc/resolv.conf");

    /** As many as overlayfs takes. */
    private static final int MOST_LAYERS = 500;

    private final Path layer;

    /** Made where it is missing. */
    MountPoints(Path layer) {
        this.layer = layer;
        try {
            for (String directory : DIRECTORIES) {
                Files.createDirectories(layer.resolve(directory));
                Files.setPosixFilePermissions(layer.resolve(directory), PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            Files.setPosixFilePermissions(layer, PosixFilePermissions.fromString("rwxr-xr-x"));
            for (String file : FILES) {
                if (!Files.exists(layer.resolve(file))) {
                    Files.createFile(layer.resolve(file));
                }
                Files.setPosixFilePermissions(layer.resolve(file), PosixFilePermissions.fromString("rw-r--r--"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An image's layers, topmost first, and this one below them. */
    List<Path> below(List<Path> layers) {
        if (layers.size() >= MOST_LAYERS) {
            return layers;
        }
        List<Path> all = new ArrayList<>(layers);
        all.add(layer);
        return all;
    }
}
