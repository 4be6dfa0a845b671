package io.jstack.runtime.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * File system calls below a directory's descriptor. A name is the bytes the kernel sees, since Linux knows no encoding; the last part
 * of a path is never followed when it is a symbolic link.
 *
 * <p>Holds its own memory for names and structures, so that unpacking a hundred thousand files allocates nothing: one per thread, not
 * thread-safe.
 */
public final class FileSystemCalls {
    /** Every link met on the way is resolved as if the directory were {@code /}: chroot's view, without its races. */
    public static final int RESOLVE_IN_ROOT = 0x10;
    /** Fails with EXDEV where a path would leave the directory. */
    public static final int RESOLVE_BENEATH = 0x08;

    public static final int RESOLVE_NO_SYMLINKS = 0x04;
    public static final int RESOLVE_NO_MAGICLINKS = 0x02;

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    /** PATH_MAX and its NUL, as a kernel sees a path. */
    private static final int NAME_ROOM = 4097;

    private static final int VALUE_ROOM = 1 << 16;

    private final NativeMemory name = NativeMemory.ofSize(NAME_ROOM);
    private final NativeMemory other = NativeMemory.ofSize(NAME_ROOM);
    private final NativeMemory structure = NativeMemory.ofSize(256);
    private final NativeMemory value = NativeMemory.ofSize(VALUE_ROOM);

    /** Name and d_type of one directory entry. */
    public static final class Entry {
        public static final int DT_DIR = 4;

        private final byte[] name;
        private final int type;

        Entry(byte[] name, int type) {
            this.name = name;
            this.type = type;
        }

        /** The raw bytes; not to be changed. */
        public byte[] name() {
            return name;
        }

        public boolean isDirectory() {
            return type == DT_DIR;
        }

        @Override
        public String toString() {
            return new String(name, StandardCharsets.UTF_8);
        }
    }

    /** A piece of a file that holds data: the rest up to its end is holes. */
    public record Extent(long start, long length) {}

    /** openat2(2), Linux 5.6: {@code path} below {@code dir}, under the {@code RESOLVE_} rules; always O_CLOEXEC. */
    public Fd open(Fd dir, byte[] path, int flags, int mode, int resolve) {
        structure.putLong(0, flags | Linux.O_CLOEXEC).putLong(8, mode).putLong(16, resolve);
        return Fd.owning(
                (int) check(Linux.raw(Syscall.OPENAT2, dir, path(name, path), structure, 24L), Syscall.OPENAT2, path));
    }

    /** mkdirat(2). The umask takes its share of {@code mode}. */
    public void mkdir(Fd dir, byte[] entry, int mode) {
        check(Linux.raw(Syscall.MKDIRAT, dir, path(name, entry), mode), Syscall.MKDIRAT, entry);
    }

    /** mknodat(2): a device, fifo or socket. */
    public void mknod(Fd dir, byte[] entry, int mode, long device) {
        check(Linux.raw(Syscall.MKNODAT, dir, path(name, entry), mode, device), Syscall.MKNODAT, entry);
    }

    /** symlinkat(2). */
    public void symlink(byte[] target, Fd dir, byte[] entry) {
        check(Linux.raw(Syscall.SYMLINKAT, path(other, target), dir, path(name, entry)), Syscall.SYMLINKAT, entry);
    }

    /** linkat(2): a second name for a file; a symbolic link is linked itself. */
    public void link(Fd fromDir, byte[] from, Fd dir, byte[] entry) {
        check(Linux.raw(Syscall.LINKAT, fromDir, path(other, from), dir, path(name, entry), 0), Syscall.LINKAT, entry);
    }

    /** unlinkat(2) of anything but a directory. */
    public void unlink(Fd dir, byte[] entry) {
        check(Linux.raw(Syscall.UNLINKAT, dir, path(name, entry), 0), Syscall.UNLINKAT, entry);
    }

    /** unlinkat(2) of an empty directory. */
    public void rmdir(Fd dir, byte[] entry) {
        check(Linux.raw(Syscall.UNLINKAT, dir, path(name, entry), AT_REMOVEDIR), Syscall.UNLINKAT, entry);
    }

    /** renameat2(2) without flags: replaces what stands at the new name. */
    public void rename(Fd fromDir, byte[] from, Fd dir, byte[] entry) {
        check(
                Linux.raw(Syscall.RENAMEAT2, fromDir, path(other, from), dir, path(name, entry), 0),
                Syscall.RENAMEAT2,
                from);
    }

    /** readlinkat(2). */
    public byte[] readLink(Fd dir, byte[] entry) {
        long length = check(
                Linux.raw(Syscall.READLINKAT, dir, path(name, entry), value, VALUE_ROOM), Syscall.READLINKAT, entry);
        return value.bytes(0, (int) length);
    }

    /** fchownat(2), links not followed. Clears set-user-ID bits: before {@link #chmod}. */
    public void chown(Fd dir, byte[] entry, int uid, int gid) {
        check(
                Linux.raw(Syscall.FCHOWNAT, dir, path(name, entry), uid, gid, AT_SYMLINK_NOFOLLOW),
                Syscall.FCHOWNAT,
                entry);
    }

    /** fchown(2). */
    public void chown(Fd file, int uid, int gid) {
        check(Linux.raw(Syscall.FCHOWN, file, uid, gid), Syscall.FCHOWN, file);
    }

    /** fchmodat(2): follows a symbolic link, so never for one. */
    public void chmod(Fd dir, byte[] entry, int mode) {
        check(Linux.raw(Syscall.FCHMODAT, dir, path(name, entry), mode), Syscall.FCHMODAT, entry);
    }

    /** fchmod(2). */
    public void chmod(Fd file, int mode) {
        check(Linux.raw(Syscall.FCHMOD, file, mode), Syscall.FCHMOD, file);
    }

    /** utimensat(2) of the modification time, links not followed. */
    public void setModified(Fd dir, byte[] entry, long seconds, int nanos) {
        check(
                Linux.raw(Syscall.UTIMENSAT, dir, path(name, entry), times(seconds, nanos), AT_SYMLINK_NOFOLLOW),
                Syscall.UTIMENSAT,
                entry);
    }

    /** futimens(3) of the modification time. */
    public void setModified(Fd file, long seconds, int nanos) {
        check(Linux.raw(Syscall.UTIMENSAT, file, 0, times(seconds, nanos), 0), Syscall.UTIMENSAT, file);
    }

    private NativeMemory times(long seconds, int nanos) {
        return structure
                .putLong(0, seconds)
                .putLong(8, nanos)
                .putLong(16, seconds)
                .putLong(24, nanos);
    }

    /** statx(2), links not followed; empty when there is no such entry. */
    public Optional<FileSystemStat> find(Fd dir, byte[] entry) {
        long result =
                Linux.raw(Syscall.STATX, dir, path(name, entry), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, structure);
        if (result == -Errno.ENOENT.number()) {
            return Optional.empty();
        }
        check(result, Syscall.STATX, entry);
        return Optional.of(stat());
    }

    /** statx(2), links not followed. */
    public FileSystemStat stat(Fd dir, byte[] entry) {
        check(
                Linux.raw(Syscall.STATX, dir, path(name, entry), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, structure),
                Syscall.STATX,
                entry);
        return stat();
    }

    /** statx(2) of what is open. */
    public FileSystemStat stat(Fd file) {
        check(
                Linux.raw(Syscall.STATX, file, path(name, new byte[0]), AT_EMPTY_PATH, STATX_BASIC_STATS, structure),
                Syscall.STATX,
                file);
        return stat();
    }

    /** struct statx, linux/stat.h. */
    private FileSystemStat stat() {
        NativeMemory s = structure;
        return new FileSystemStat(
                s.getShort(28) & 0xffff,
                s.getInt(20),
                s.getInt(24),
                s.getInt(16),
                s.getLong(32),
                device(s.getInt(136), s.getInt(140)),
                device(s.getInt(128), s.getInt(132)),
                s.getLong(40),
                s.getLong(48),
                s.getLong(112),
                s.getInt(120),
                s.getLong(96),
                s.getInt(104));
    }

    /** makedev(3), as glibc and the kernel's new encoding have it. */
    public static long device(int major, int minor) {
        return (minor & 0xffL)
                | ((major & 0xfffL) << 8)
                | ((minor & 0xffffff00L) << 12)
                | ((major & 0xfffff000L) << 32);
    }

    /** major(3). */
    public static int major(long device) {
        return (int) (((device >>> 8) & 0xfff) | ((device >>> 32) & 0xfffff000L));
    }

    /** minor(3). */
    public static int minor(long device) {
        return (int) ((device & 0xff) | ((device >>> 12) & 0xffffff00L));
    }

    /** getdents64(2) to the end: every entry but {@code .} and {@code ..}, in the file system's order. */
    public List<Entry> list(Fd dir) {
        List<Entry> result = new ArrayList<>();
        check(Linux.raw(Syscall.LSEEK, dir, 0, 0), Syscall.LSEEK, dir);
        while (true) {
            int length = (int) check(Linux.raw(Syscall.GETDENTS64, dir, value, VALUE_ROOM), Syscall.GETDENTS64, dir);
            if (length == 0) {
                return result;
            }
            for (int at = 0; at < length; at += value.getShort(at + 16) & 0xffff) {
                byte[] entry = cString(at + 19);
                if (!isDots(entry)) {
                    result.add(new Entry(entry, value.getByte(at + 18)));
                }
            }
        }
    }

    private static boolean isDots(byte[] entry) {
        return entry[0] == '.' && (entry.length == 1 || (entry.length == 2 && entry[1] == '.'));
    }

    private byte[] cString(int at) {
        int end = at;
        while (value.getByte(end) != 0) {
            end++;
        }
        return value.bytes(at, end - at);
    }

    /**
     * lsetxattr(2) of {@code entry} in {@code dir}. There is no {@code setxattrat} before Linux 6.13, so the directory is named through
     * {@code /proc/self/fd}, which needs no lookup that another process could change.
     */
    public void setXattr(Fd dir, byte[] entry, String key, byte[] content) {
        if (content.length > VALUE_ROOM) {
            throw new KernelException(Errno.E2BIG, "lsetxattr", key);
        }
        value.buffer().put(0, content);
        check(
                Linux.raw(Syscall.LSETXATTR, below(dir, entry), key(key), value, content.length, 0),
                Syscall.LSETXATTR,
                entry);
    }

    /** lgetxattr(2); empty when the file has none of that name, or its file system none at all. */
    public Optional<byte[]> getXattr(Fd dir, byte[] entry, String key) {
        long length = Linux.raw(Syscall.LGETXATTR, below(dir, entry), key(key), value, VALUE_ROOM);
        if (length == -Errno.ENODATA.number() || length == -Errno.ENOTSUP.number()) {
            return Optional.empty();
        }
        return Optional.of(value.bytes(0, (int) check(length, Syscall.LGETXATTR, entry)));
    }

    /** lremovexattr(2). */
    public void removeXattr(Fd dir, byte[] entry, String key) {
        check(Linux.raw(Syscall.LREMOVEXATTR, below(dir, entry), key(key)), Syscall.LREMOVEXATTR, entry);
    }

    /** llistxattr(2): names, in the file system's order. */
    public List<String> listXattrs(Fd dir, byte[] entry) {
        long length = Linux.raw(Syscall.LLISTXATTR, below(dir, entry), value, VALUE_ROOM);
        if (length == -Errno.ENOTSUP.number() || length == 0) {
            return List.of();
        }
        String all =
                new String(value.bytes(0, (int) check(length, Syscall.LLISTXATTR, entry)), StandardCharsets.ISO_8859_1);
        return List.of(all.split("\0"));
    }

    private NativeMemory below(Fd dir, byte[] entry) {
        byte[] head = ("/proc/self/fd/" + dir.number() + "/").getBytes(StandardCharsets.US_ASCII);
        byte[] path = java.util.Arrays.copyOf(head, head.length + entry.length);
        System.arraycopy(entry, 0, path, head.length, entry.length);
        return path(name, path);
    }

    private NativeMemory key(String key) {
        return path(other, key.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** pwrite(2) of what remains of {@code bytes}, a direct buffer's memory or a copy of a heap buffer's. */
    public void write(Fd file, ByteBuffer bytes, long offset) {
        long at = offset;
        while (bytes.hasRemaining()) {
            int length = Math.min(bytes.remaining(), VALUE_ROOM);
            value.buffer().put(0, bytes, bytes.position(), length);
            int done = (int) check(Linux.raw(Syscall.PWRITE64, file, value, length, at), Syscall.PWRITE64, file);
            bytes.position(bytes.position() + done);
            at += done;
        }
    }

    /** pread(2) into {@code bytes}: how many came, 0 at the end. */
    public int read(Fd file, byte[] bytes, int start, int length, long offset) {
        int most = Math.min(length, VALUE_ROOM);
        int done = (int) check(Linux.raw(Syscall.PREAD64, file, value, most, offset), Syscall.PREAD64, file);
        value.buffer().get(0, bytes, start, done);
        return done;
    }

    /** ftruncate(2): also how a file gets a hole at its end. */
    public void truncate(Fd file, long length) {
        check(Linux.raw(Syscall.FTRUNCATE, file, length), Syscall.FTRUNCATE, file);
    }

    /** lseek(2) with SEEK_DATA and SEEK_HOLE: where a file of {@code size} bytes holds data. */
    public List<Extent> extents(Fd file, long size) {
        List<Extent> result = new ArrayList<>();
        long at = 0;
        while (at < size) {
            long start = Linux.raw(Syscall.LSEEK, file, at, SEEK_DATA);
            if (start == -Errno.ENXIO.number()) {
                return result;
            }
            check(start, Syscall.LSEEK, file);
            long end = Math.min(size, check(Linux.raw(Syscall.LSEEK, file, start, SEEK_HOLE), Syscall.LSEEK, file));
            result.add(new Extent(start, end - start));
            at = end;
        }
        return result;
    }

    /** copy_file_range(2) at both files' offsets: bytes copied, 0 at the end. Shares blocks where the file system can. */
    public long copyRange(Fd from, Fd to, long length) {
        return check(Linux.raw(Syscall.COPY_FILE_RANGE, from, 0, to, 0, length, 0), Syscall.COPY_FILE_RANGE, to);
    }

    /** fsync(2). */
    public void sync(Fd file) {
        check(Linux.raw(Syscall.FSYNC, file), Syscall.FSYNC, file);
    }

    /** syncfs(2): everything of the file system that {@code file} lies on. */
    public void syncFileSystem(Fd file) {
        check(Linux.raw(Syscall.SYNCFS, file), Syscall.SYNCFS, file);
    }

    private static NativeMemory path(NativeMemory room, byte[] bytes) {
        if (bytes.length >= NAME_ROOM) {
            throw new KernelException(Errno.ENAMETOOLONG, "path", shown(bytes));
        }
        for (byte b : bytes) {
            if (b == 0) { // the kernel would take what stands before it for the whole name
                throw new KernelException(Errno.EINVAL, "path", shown(bytes));
            }
        }
        room.buffer().put(0, bytes);
        room.putByte(bytes.length, 0);
        return room;
    }

    private static long check(long result, Syscall call, byte[] path) {
        if (result < 0) {
            throw new KernelException(Errno.of((int) -result), call.toString(), shown(path));
        }
        return result;
    }

    private static long check(long result, Syscall call, Fd file) {
        if (result < 0) {
            throw new KernelException(Errno.of((int) -result), call.toString(), file.toString());
        }
        return result;
    }

    private static String shown(byte[] path) {
        return new String(path, StandardCharsets.UTF_8);
    }
}
