package io.jstack.cli.commands;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Files of this machine as a tar, and back: for {@code cp}. What comes out of a container is a stranger's, and stays below its target. */
final class Archive {
    private static final int PIPE = 256 << 10;

    private Archive() {}

    /** What becomes of the first part of each path. */
    record Name(boolean keeps, String instead) {
        static Name kept() {
            return new Name(true, "");
        }

        /** The contents go right into the target. */
        static Name dropped() {
            return new Name(false, "");
        }

        static Name changed(String name) {
            return new Name(false, name);
        }

        /** {@code etc/hosts} to {@code other/hosts}; empty for a root that is dropped. */
        private String of(String path) {
            if (keeps) {
                return path;
            }
            int slash = path.indexOf('/');
            String rest = slash < 0 ? "" : path.substring(slash + 1);
            return instead.isEmpty() ? rest : rest.isEmpty() ? instead : instead + "/" + rest;
        }
    }

    enum Owners {
        /** The engine's user, as a file that is copied belongs to who copies it. */
        MINE,
        KEPT
    }

    /** A tar of {@code root}, made while it is read. */
    static InputStream pack(Path root, Name name) throws IOException {
        PipedInputStream in = new PipedInputStream(PIPE);
        PipedOutputStream out = new PipedOutputStream(in);
        Thread packing = new Thread(() -> packInto(root, name, out), "cp");
        packing.setDaemon(true);
        packing.start();
        return in;
    }

    private static void packInto(Path root, Name name, OutputStream to) {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new BufferedOutputStream(to), "UTF-8");
                Stream<Path> files = Files.walk(root)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            Path parent = root.toAbsolutePath().normalize();
            String first = String.valueOf(parent.getFileName());
            for (Path file : (Iterable<Path>) files::iterator) {
                String rest = root.relativize(file).toString();
                String path = name.of(rest.isEmpty() ? first : first + "/" + rest);
                if (!path.isEmpty()) {
                    add(tar, file, path);
                }
            }
        } catch (IOException e) {
            // the reader sees the archive end too early, and says so
            System.getLogger("commands").log(System.Logger.Level.DEBUG, "cp ended early  source=" + root, e);
        }
    }

    private static void add(TarArchiveOutputStream tar, Path file, String path) throws IOException {
        if (Files.isSymbolicLink(file)) {
            TarArchiveEntry link = new TarArchiveEntry(path, TarArchiveEntry.LF_SYMLINK);
            link.setLinkName(Files.readSymbolicLink(file).toString());
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
            return;
        }
        boolean directory = Files.isDirectory(file);
        if (!directory && !Files.isRegularFile(file)) {
            return; // sockets, pipes and devices do not travel
        }
        TarArchiveEntry entry = new TarArchiveEntry(directory ? path + "/" : path);
        Map<String, Object> attributes =
                Files.readAttributes(file, "unix:mode,uid,gid,lastModifiedTime,size", LinkOption.NOFOLLOW_LINKS);
        entry.setMode((Integer) attributes.getOrDefault("mode", 0644) & 07777);
        entry.setUserId((Integer) attributes.getOrDefault("uid", 0));
        entry.setGroupId((Integer) attributes.getOrDefault("gid", 0));
        entry.setModTime(Files.getLastModifiedTime(file));
        entry.setSize(directory ? 0 : Files.size(file));
        tar.putArchiveEntry(entry);
        if (!directory) {
            Files.copy(file, tar);
        }
        tar.closeArchiveEntry();
    }

    static void unpack(InputStream in, Path target, Name name, Owners owners) throws IOException {
        Path root = target.toRealPath();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new BufferedInputStream(in), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String path = name.of(entry.getName().replaceAll("/+$", ""));
                if (!path.isEmpty()) {
                    place(tar, entry, within(root, path), root, name, owners);
                }
            }
        }
    }

    private static void place(
            TarArchiveInputStream tar, TarArchiveEntry entry, Path file, Path root, Name name, Owners owners)
            throws IOException {
        if (entry.isDirectory()) {
            if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(file);
            }
        } else if (entry.isSymbolicLink()) {
            Files.deleteIfExists(file);
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.deleteIfExists(file);
            Files.createLink(file, within(root, name.of(entry.getLinkName())));
        } else if (entry.isFile()) {
            Files.deleteIfExists(file); // never through a link that lies there
            Files.copy(tar, file);
        } else {
            return;
        }
        if (owners == Owners.KEPT) {
            Files.setAttribute(file, "unix:uid", (int) entry.getLongUserId(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:gid", (int) entry.getLongGroupId(), LinkOption.NOFOLLOW_LINKS);
        }
        if (!entry.isSymbolicLink() && !entry.isLink()) {
            Files.setPosixFilePermissions(file, permissions(entry.getMode()));
            Files.setLastModifiedTime(file, entry.getLastModifiedTime());
        }
    }

    /** Refuses paths that lead out, also through a link the archive itself has made. */
    private static Path within(Path root, String path) throws IOException {
        Path file = root.resolve(path).normalize();
        if (!file.startsWith(root) || file.equals(root)) {
            throw new IOException("the archive names " + path + ", outside of its target");
        }
        for (Path parent = file.getParent(); parent != null && !parent.equals(root); parent = parent.getParent()) {
            if (Files.isSymbolicLink(parent)) {
                throw new IOException("the archive names " + path + ", through the link " + parent);
            }
        }
        return file;
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        List<PosixFilePermission> all = List.of(
                PosixFilePermission.OTHERS_EXECUTE,
                PosixFilePermission.OTHERS_WRITE,
                PosixFilePermission.OTHERS_READ,
                PosixFilePermission.GROUP_EXECUTE,
                PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OWNER_EXECUTE,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.OWNER_READ);
        for (int bit = 0; bit < all.size(); bit++) {
            if ((mode & (1 << bit)) != 0) {
                permissions.add(all.get(bit));
            }
        }
        return permissions;
    }
}
