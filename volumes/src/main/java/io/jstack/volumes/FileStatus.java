package io.jstack.volumes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/** What lstat(2) says of a file; inode(7). */
record FileStatus(
        int mode,
        int uid,
        int gid,
        long device,
        long inode,
        int links,
        long rdev,
        FileTime accessed,
        FileTime modified) {
    private static final int S_IFMT = 0170000;
    private static final int S_IFDIR = 0040000;
    private static final int S_IFREG = 0100000;
    private static final int S_IFLNK = 0120000;
    private static final int S_IFCHR = 0020000;
    private static final int S_IFSOCK = 0140000;

    static FileStatus of(Path path) throws IOException {
        Map<String, Object> all = Files.readAttributes(
                path,
                "unix:mode,uid,gid,dev,ino,nlink,rdev,lastAccessTime,lastModifiedTime",
                LinkOption.NOFOLLOW_LINKS);
        return new FileStatus(
                (int) number(all, "mode"),
                (int) number(all, "uid"),
                (int) number(all, "gid"),
                number(all, "dev"),
                number(all, "ino"),
                (int) number(all, "nlink"),
                number(all, "rdev"),
                time(all, "lastAccessTime"),
                time(all, "lastModifiedTime"));
    }

    boolean isDirectory() {
        return (mode & S_IFMT) == S_IFDIR;
    }

    boolean isRegular() {
        return (mode & S_IFMT) == S_IFREG;
    }

    boolean isSymbolicLink() {
        return (mode & S_IFMT) == S_IFLNK;
    }

    boolean isSocket() {
        return (mode & S_IFMT) == S_IFSOCK;
    }

    /** How overlayfs marks what an upper layer deleted. */
    boolean isWhiteout() {
        return (mode & S_IFMT) == S_IFCHR && rdev == 0;
    }

    /** The bits chmod(2) sets. */
    int permissions() {
        return mode & ~S_IFMT;
    }

    private static long number(Map<String, Object> all, String name) {
        return all.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static FileTime time(Map<String, Object> all, String name) {
        return all.get(name) instanceof FileTime time ? time : FileTime.fromMillis(0);
    }
}
