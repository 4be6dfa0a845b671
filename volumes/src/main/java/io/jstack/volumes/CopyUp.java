package io.jstack.volumes;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * Fills an empty volume with what the image holds at its target. The copy is made beside the data, out of every container's reach,
 * renamed when it is whole, and only then moved in, name by name: rename(2) follows no link a container might put in the way, and
 * after a crash the next fill carries on where this one ended. Whole over the death of the process; a power failure is left to the
 * file system.
 */
final class CopyUp {
    private static final String COPYING = ".jstack-copying";
    private static final String COPIED = ".jstack-copied";
    private static final String FILES = "files";
    /** An empty directory with the owner, mode and times the data directory is to have: moving files out changes those they left. */
    private static final String MODEL = "model";

    private final Volume volume;
    private final DriverOptions options;
    private final Path data;
    private final Path copying;
    private final Path copied;

    CopyUp(Volume volume, DriverOptions options) {
        this.volume = volume;
        this.options = options;
        this.data = volume.mountpoint();
        // Same file system as the data, for the renames: a host directory that is bound need not share one with its
        // parent.
        boolean bound = options.device().isPresent();
        this.copying = bound ? data.resolve(COPYING) : data.resolveSibling(COPYING);
        this.copied = bound ? data.resolve(COPIED) : data.resolveSibling(COPIED);
    }

    /**
     * Does nothing when the volume holds anything, or the image nothing.
     *
     * @param layers unpacked, topmost first
     * @param target the path in the image
     */
    void fill(List<Path> layers, String target) {
        try {
            if (Files.exists(copied, LinkOption.NOFOLLOW_LINKS)) {
                moveIn();
                return;
            }
            if (Files.exists(copying, LinkOption.NOFOLLOW_LINKS)) {
                DirectoryTree.delete(copying);
            }
            if (!DirectoryTree.isEmpty(data)) {
                return;
            }
            Optional<UnionDirectory> image = UnionDirectory.find(layers, target);
            if (image.isPresent()) {
                copy(image.get());
                Files.move(copying, copied, StandardCopyOption.ATOMIC_MOVE);
                moveIn();
            }
        } catch (IOException e) {
            throw new JstackException(
                    VolumeError.COPY_UP_FAILED,
                    "cannot fill volume %s with the image's %s: %s".formatted(volume.name(), target, e.getMessage()),
                    "make room on the disk, or set volume.nocopy: true",
                    e);
        }
    }

    private void copy(UnionDirectory image) throws IOException {
        try (HeldDirectory stage = HeldDirectory.made(copying);
                HeldDirectory files = HeldDirectory.made(stage.path().resolve(FILES));
                HeldDirectory model = HeldDirectory.made(stage.path().resolve(MODEL))) {
            new TreeCopy(files).copy(image);
            FileAttributes.copy(image.top(), model.path());
        }
    }

    private void moveIn() throws IOException {
        try (HeldDirectory stage = HeldDirectory.at(copied);
                HeldDirectory files = HeldDirectory.at(stage.path().resolve(FILES));
                HeldDirectory model = HeldDirectory.at(stage.path().resolve(MODEL));
                DirectoryStream<Path> entries = Files.newDirectoryStream(files.path())) {
            for (Path entry : entries) {
                Path place = data.resolve(entry.getFileName());
                // What is there by now was made by a container since the crash, and stays.
                if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                    Files.move(entry, place, StandardCopyOption.ATOMIC_MOVE);
                }
            }
            FileAttributes.copy(model.path(), data);
        }
        if (options.uid().isPresent()) {
            Files.setAttribute(data, "unix:uid", options.uid().getAsInt());
        }
        if (options.gid().isPresent()) {
            Files.setAttribute(data, "unix:gid", options.gid().getAsInt());
        }
        if (options.mode().isPresent()) {
            Files.setAttribute(data, "unix:mode", options.mode().getAsInt());
        }
        DirectoryTree.delete(copied);
    }
}
