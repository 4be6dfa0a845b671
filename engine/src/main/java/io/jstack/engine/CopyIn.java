package io.jstack.engine;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.SafePath;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Unpacks a tar into a directory of a container. Each parent is looked up by the kernel as if that directory were {@code /},
 * the last part is never followed: neither the tar nor the container can lead a write elsewhere (CVE-2018-15664, CVE-2026-41568).
 */
public final class CopyIn {
    private static final int PARENT = Linux.O_PATH | Linux.O_DIRECTORY;

    private final FileSystemCalls files = new FileSystemCalls();

    private final Rooms rooms;

    CopyIn(Rooms rooms) {
        this.rooms = rooms;
    }

    /** Who owns what is unpacked. */
    public enum Owners {
        ROOT,
        KEPT
    }

    void unpack(Container container, String path, InputStream tar, Owners owners) throws IOException {
        try (CopyRoot root = CopyRoot.of(rooms, container);
                Fd directory =
                        SafePath.find(root.directory(), path, PARENT).orElseThrow(() -> missing(container, path))) {
            TarArchiveInputStream entries = new TarArchiveInputStream(tar, "UTF-8");
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                try {
                    unpack(entries, entry, directory, owners);
                } catch (KernelException e) {
                    throw refused(container, path, entry, e);
                }
            }
        }
    }

    private void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Fd directory, Owners owners)
            throws IOException {
        String clean = entry.getName().replaceAll("^(\\./|/)+", "").replaceAll("/+$", "");
        String name = clean.substring(clean.lastIndexOf('/') + 1);
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return;
        }
        String parent = clean.substring(0, clean.length() - name.length());
        byte[] last = name.getBytes(StandardCharsets.UTF_8);
        try (Fd within = SafePath.open(directory, parent.isEmpty() ? "." : parent, PARENT)) {
            if (entry.isDirectory()) {
                makeDirectory(within, last, entry);
            } else if (entry.isSymbolicLink()) {
                replace(within, last);
                files.symlink(entry.getLinkName().getBytes(StandardCharsets.UTF_8), within, last);
            } else if (entry.isFile()) {
                replace(within, last);
                writeFile(tar, within, last, entry, owners);
                return;
            } else {
                return;
            }
            if (owners == Owners.KEPT) {
                files.chown(within, last, (int) entry.getLongUserId(), (int) entry.getLongGroupId());
            }
        }
    }

    private void makeDirectory(Fd within, byte[] name, TarArchiveEntry entry) {
        try {
            files.mkdir(within, name, entry.getMode() & 07777);
        } catch (KernelException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    /** A file or link of that name goes first, as tar(1) does; a directory in its place is an error of the user's. */
    private void replace(Fd within, byte[] name) {
        try {
            files.unlink(within, name);
        } catch (KernelException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    private void writeFile(TarArchiveInputStream tar, Fd within, byte[] name, TarArchiveEntry entry, Owners owners)
            throws IOException {
        int flags = Linux.O_WRONLY | Linux.O_CREAT | Linux.O_EXCL | Linux.O_NOFOLLOW;
        try (Fd file = files.open(within, name, flags, 0600, FileSystemCalls.RESOLVE_BENEATH)) {
            byte[] buffer = new byte[1 << 16];
            long at = 0;
            for (int read = tar.read(buffer); read > 0; read = tar.read(buffer)) {
                files.write(file, ByteBuffer.wrap(buffer, 0, read), at);
                at += read;
            }
            if (owners == Owners.KEPT) {
                files.chown(file, (int) entry.getLongUserId(), (int) entry.getLongGroupId());
            }
            files.chmod(file, entry.getMode() & 07777);
            files.setModified(file, entry.getLastModifiedTime().to(TimeUnit.SECONDS), 0);
        }
    }

    /** What is at {@code path} in the container. */
    Optional<Kind> kind(Container container, String path) {
        try (CopyRoot root = CopyRoot.of(rooms, container)) {
            return SafePath.find(root.directory(), path, Linux.O_PATH).map(file -> {
                try (file) {
                    return FileStat.of(file).isDirectory() ? Kind.DIRECTORY : Kind.FILE;
                }
            });
        }
    }

    /** The two kinds that make a difference to {@code cp}. */
    public enum Kind {
        FILE,
        DIRECTORY
    }

    private static JstackException refused(
            Container container, String path, TarArchiveEntry entry, KernelException why) {
        return new JstackException(
                EngineError.FILE_NOT_WRITTEN,
                "cannot write %s to %s in %s: %s"
                        .formatted(
                                entry.getName(),
                                path,
                                container.record().name(),
                                why.errno().text()),
                why.errno() == Errno.EROFS && !container.isAlive()
                        ? "a place it may write itself; a tmpfs is there only while it runs"
                        : "",
                why);
    }

    private static JstackException missing(Container container, String path) {
        return new JstackException(
                EngineError.NO_SUCH_FILE,
                "there is no directory %s in %s"
                        .formatted(path, container.record().name()),
                "make it first");
    }
}
