package io.jstack.volumes;

import io.jstack.runtime.kernel.TopDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where new directories are born before they are moved to where they belong, so that each has a part of the disk of its own. ext4 puts a
 * directory's files into its block group and, where it has no journal, skips inodes there that were deleted within the last minutes, one
 * by one: who has just removed a database would wait for its successor in the same group twice as long. A renamed directory keeps its
 * group.
 */
final class Cradles {
    private static final int COUNT = 64;

    private final Path root;

    private Cradles(Path root) {
        this.root = root;
    }

    /** Whatever a crash left in a cradle is removed. */
    static Cradles open(Path root) throws IOException {
        Files.createDirectories(root);
        TopDirectory.mark(root);
        try (DirectoryStream<Path> cradles = Files.newDirectoryStream(root)) {
            for (Path cradle : cradles) {
                try (DirectoryStream<Path> left = Files.newDirectoryStream(cradle)) {
                    for (Path unborn : left) {
                        DirectoryTree.delete(unborn);
                    }
                }
            }
        }
        return new Cradles(root);
    }

    /** An empty directory at a path where nothing is yet, on the file system of the cradles. */
    void make(Path directory) throws IOException {
        int any = ThreadLocalRandom.current().nextInt(COUNT);
        Path unborn = root.resolve(Integer.toString(any)).resolve(directory.getFileName());
        Files.createDirectories(unborn);
        Files.move(unborn, directory, StandardCopyOption.ATOMIC_MOVE);
    }
}
