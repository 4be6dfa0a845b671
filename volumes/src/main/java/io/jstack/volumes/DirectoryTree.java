package io.jstack.volumes;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Objects;

/** A directory and all below it; symbolic links are never followed. */
final class DirectoryTree {
    private DirectoryTree() {}

    static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        }
    }

    /** Goes from each directory to what lies in it by descriptor: a link that takes a directory's place meanwhile is not followed. */
    static void delete(Path directory) throws IOException {
        Path parent = Objects.requireNonNull(directory.toAbsolutePath().getParent(), "no tree is the root");
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
            if (!(stream instanceof SecureDirectoryStream<Path> within)) {
                throw new IOException("no openat(2) for " + parent);
            }
            delete(within, Objects.requireNonNull(directory.getFileName()));
        }
    }

    private static void delete(SecureDirectoryStream<Path> within, Path name) throws IOException {
        try (SecureDirectoryStream<Path> tree = within.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            for (Path entry : tree) {
                Path inner = Objects.requireNonNull(entry.getFileName());
                if (isDirectory(tree, inner)) {
                    delete(tree, inner);
                } else {
                    tree.deleteFile(inner);
                }
            }
        }
        within.deleteDirectory(name);
    }

    private static boolean isDirectory(SecureDirectoryStream<Path> within, Path name) throws IOException {
        return within.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }
}
