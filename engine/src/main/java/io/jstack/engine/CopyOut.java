package io.jstack.engine;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.FileSystemStat;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.SafePath;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A tar of a file or tree of a container. Every step goes from a directory's descriptor to an entry that is not followed, so
 * a container that exchanges names for links while we walk (CVE-2018-15664) shows us its own files at most.
 */
public final class CopyOut {
    private static final int DIRECTORY = Linux.O_RDONLY | Linux.O_DIRECTORY | Linux.O_NOFOLLOW;

    private final FileSystemCalls files = new FileSystemCalls();

    private final Rooms rooms;

    CopyOut(Rooms rooms) {
        this.rooms = rooms;
    }

    /** Whether a link that {@code path} itself names is copied as a link. */
    public enum Links {
        KEPT,
        FOLLOWED
    }

    /** Writes the tar; its first entry bears the last part of {@code path}. */
    void write(Container container, String path, Links links, OutputStream out) throws IOException {
        String clean = path.replaceAll("/+$", "");
        String name = clean.substring(clean.lastIndexOf('/') + 1);
        String parent = clean.substring(0, clean.length() - name.length());
        try (CopyRoot root = CopyRoot.of(rooms, container);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                try (Fd directory =
                        found(SafePath.find(root.directory(), path, DIRECTORY & ~Linux.O_NOFOLLOW), container, path)) {
                    directory(tar, directory, ".");
                }
            } else if (links == Links.FOLLOWED) {
                followed(tar, root.directory(), container, path, name);
            } else {
                try (Fd directory = found(
                        SafePath.find(
                                root.directory(), parent.isEmpty() ? "/" : parent, Linux.O_RDONLY | Linux.O_DIRECTORY),
                        container,
                        path)) {
                    byte[] entry = name.getBytes(StandardCharsets.UTF_8);
                    if (files.find(directory, entry).isEmpty()) {
                        throw missing(container, path);
                    }
                    entry(tar, directory, entry, name);
                }
            }
            tar.finish();
        }
    }

    private void followed(TarArchiveOutputStream tar, Fd root, Container container, String path, String name)
            throws IOException {
        try (Fd file = found(SafePath.find(root, path, Linux.O_RDONLY | Linux.O_NONBLOCK), container, path)) {
            if (FileStat.of(file).isDirectory()) {
                directory(tar, file, name);
            } else {
                regular(tar, file, files.stat(file), name);
            }
        }
    }

    private void directory(TarArchiveOutputStream tar, Fd directory, String name) throws IOException {
        FileSystemStat stat = files.stat(directory);
        tar.putArchiveEntry(described(new TarArchiveEntry(name + "/", TarConstants.LF_DIR), stat));
        tar.closeArchiveEntry();
        for (FileSystemCalls.Entry entry : files.list(directory)) {
            entry(tar, directory, entry.name(), name + "/" + new String(entry.name(), StandardCharsets.UTF_8));
        }
    }

    private void entry(TarArchiveOutputStream tar, Fd directory, byte[] entry, String name) throws IOException {
        FileSystemStat stat = files.stat(directory, entry);
        switch (stat.mode() & FileSystemStat.S_IFMT) {
            case FileSystemStat.S_IFDIR -> {
                try (Fd inner = files.open(directory, entry, DIRECTORY, 0, FileSystemCalls.RESOLVE_BENEATH)) {
                    directory(tar, inner, name);
                }
            }
            case FileSystemStat.S_IFREG -> {
                // opened without waiting: what was a file may be a FIFO by now
                int flags = Linux.O_RDONLY | Linux.O_NOFOLLOW | Linux.O_NONBLOCK;
                try (Fd file = files.open(directory, entry, flags, 0, FileSystemCalls.RESOLVE_BENEATH)) {
                    regular(tar, file, files.stat(file), name);
                }
            }
            case FileSystemStat.S_IFLNK -> {
                TarArchiveEntry link = described(new TarArchiveEntry(name, TarConstants.LF_SYMLINK), stat);
                link.setLinkName(new String(files.readLink(directory, entry), StandardCharsets.UTF_8));
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
            case FileSystemStat.S_IFIFO -> {
                tar.putArchiveEntry(described(new TarArchiveEntry(name, TarConstants.LF_FIFO), stat));
                tar.closeArchiveEntry();
            }
            default -> {
                // devices and sockets mean nothing outside their host
            }
        }
    }

    private void regular(TarArchiveOutputStream tar, Fd file, FileSystemStat stat, String name) throws IOException {
        if ((stat.mode() & FileSystemStat.S_IFMT) != FileSystemStat.S_IFREG) {
            return;
        }
        TarArchiveEntry entry = described(new TarArchiveEntry(name), stat);
        entry.setSize(stat.size());
        tar.putArchiveEntry(entry);
        byte[] buffer = new byte[1 << 16];
        for (long at = 0; at < stat.size(); ) {
            int wanted = (int) Math.min(buffer.length, stat.size() - at);
            int read = files.read(file, buffer, 0, wanted, at);
            if (read <= 0) {
                // it shrank while we read: the promised size is kept with zeros
                java.util.Arrays.fill(buffer, (byte) 0);
                read = wanted;
            }
            tar.write(buffer, 0, read);
            at += read;
        }
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry described(TarArchiveEntry entry, FileSystemStat stat) {
        entry.setMode(stat.mode() & 07777);
        entry.setUserId(stat.uid());
        entry.setGroupId(stat.gid());
        entry.setModTime(stat.mtimeSeconds() * 1000);
        return entry;
    }

    private static Fd found(Optional<Fd> file, Container container, String path) {
        return file.orElseThrow(() -> missing(container, path));
    }

    private static JstackException missing(Container container, String path) {
        return new JstackException(
                EngineError.NO_SUCH_FILE,
                "there is no %s in %s".formatted(path, container.record().name()),
                "jstack exec %s ls".formatted(container.record().service().name()));
    }
}
