package io.jstack.runtime.kernel;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where new directories are born before they are moved to where they belong, so that each has a part of the disk that those removed
 * lately had not. ext4 puts a directory's files into its block group and, where it has no journal, skips inodes there that were deleted
 * within the last minutes, one by one: who has just removed a database would wait for its successor in the same group twice as long, and
 * who starts and removes containers all day for every file. A renamed directory keeps its group, and to look for one among thousands
 * takes ten times as long as a rename.
 */
public final class Cradles {
    private static final System.Logger LOG = System.getLogger("runtime");
    private static final int COUNT = 64;

    private final Path root;
    private final int together;
    private final AtomicInteger born =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 20));

    private Cradles(Path root, int together) {
        this.root = root;
        this.together = together;
    }

    /**
     * Whatever a crash left in a cradle is removed. What cannot be made or removed now is not missed before {@link #make}.
     *
     * @param root on the file system of the directories to come; nothing else may be in it
     * @param together how many share a cradle before it is the next one's turn: 1 where each has many files, more where they are few
     *     and are removed together
     */
    public static Cradles open(Path root, int together) {
        try {
            Files.createDirectories(root);
            TopDirectory.mark(root);
            try (DirectoryStream<Path> cradles = Files.newDirectoryStream(root, Files::isDirectory)) {
                for (Path cradle : cradles) {
                    empty(cradle);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "no place for new directories yet  path={0} cause=\"{1}\"", root, e);
        }
        return new Cradles(root, together);
    }

    private static void empty(Path cradle) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(cradle)) {
            for (Path unborn : left) {
                Files.delete(unborn);
            }
        } catch (DirectoryNotEmptyException foreign) {
            LOG.log(System.Logger.Level.WARNING, "not ours, and left  path={0}", foreign.getMessage());
        }
    }

    /** An empty directory at a path where nothing is yet; its parent must be there. */
    public void make(Path directory, FileAttribute<?>... attributes) throws IOException {
        int turn = Math.floorMod(born.getAndIncrement() / together, COUNT);
        Path unborn = root.resolve(Integer.toString(turn)).resolve(directory.getFileName());
        Files.createDirectories(unborn, attributes);
        try {
            Files.move(unborn, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(unborn);
            throw e;
        }
    }
}
