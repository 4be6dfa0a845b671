package io.jstack.runtime.kernel;

import io.jstack.runtime.kernel.Step.Argument;
import java.util.List;
import java.util.stream.Collectors;

/** The steps a {@link SyscallProgram} is made of: a method is a system call with its arguments in the man page's order. */
public final class Calls {
    private static final int FSCONFIG_SET_FLAG = 0;
    private static final int FSCONFIG_SET_STRING = 1;
    private static final int FSCONFIG_SET_FD = 5;
    private static final int FSCONFIG_CMD_CREATE = 6;
    private static final int MOVE_MOUNT_F_EMPTY_PATH = 4;
    private static final int MOVE_MOUNT_T_EMPTY_PATH = 0x40;
    private static final int MOVE_MOUNT_BENEATH = 0x200;
    private static final int CAPABILITY_VERSION_3 = 0x20080522;
    private static final int SECCOMP_SET_MODE_FILTER = 1;

    private Calls() {}

    public static Step unshare(int flags) {
        return Step.of(Syscall.UNSHARE, hex(flags));
    }

    public static Step setns(Fd namespace, int type) {
        return Step.of(Syscall.SETNS, fd(namespace), hex(type));
    }

    public static Step setns(Register namespace, int type) {
        return Step.of(Syscall.SETNS, slot(namespace), hex(type));
    }

    public static Step socket(int domain, int type, int protocol) {
        return Step.of(Syscall.SOCKET, number(domain), hex(type), number(protocol));
    }

    public static Step mount(String source, String target, String type, long flags, String data) {
        return Step.of(Syscall.MOUNT, text(source), text(target), text(type), hex(flags), text(data));
    }

    /** mount(2) with descriptors among its options. */
    public static Step mount(String source, String target, String type, long flags, Template data) {
        return Step.of(
                        Syscall.MOUNT,
                        text(source),
                        text(target),
                        text(type),
                        hex(flags),
                        new Argument.Block(data.memory(), () -> quote(data.toString())))
                .filling(data);
    }

    /** mount(2) that only changes how mounts propagate. */
    public static Step propagation(String target, long flags) {
        return Step.of(Syscall.MOUNT, number(0), text(target), number(0), hex(flags), number(0));
    }

    public static Step umount2(String target, int flags) {
        return Step.of(Syscall.UMOUNT2, text(target), hex(flags));
    }

    public static Step sethostname(String name) {
        NativeMemory memory = NativeMemory.ofText(name);
        return Step.of(Syscall.SETHOSTNAME, new Argument.Text(memory, name), number(memory.size() - 1));
    }

    public static Step setdomainname(String name) {
        NativeMemory memory = NativeMemory.ofText(name);
        return Step.of(Syscall.SETDOMAINNAME, new Argument.Text(memory, name), number(memory.size() - 1));
    }

    /** openat(2) of an absolute path. */
    public static Step open(String path, int flags) {
        return Step.of(Syscall.OPENAT, number(Linux.AT_FDCWD), text(path), hex(flags | Linux.O_CLOEXEC), number(0));
    }

    public static Step openAt(Register directory, String path, int flags, int mode) {
        return Step.of(Syscall.OPENAT, slot(directory), text(path), hex(flags | Linux.O_CLOEXEC), octal(mode));
    }

    /** openat2(2) with the directory as root: what {@link SafePath} does, inside a program. */
    public static Step openInRoot(Register root, String path, int flags) {
        return Step.of(
                Syscall.OPENAT2,
                slot(root),
                text(path),
                new Argument.Block(SafePath.how(flags), () -> "{0x%x, IN_ROOT|NO_MAGICLINKS}".formatted(flags)),
                number(SafePath.HOW_SIZE));
    }

    /** openat2(2) that makes the file where it is missing, also behind a dangling link, but never outside the root. */
    public static Step createInRoot(Register root, String path, int mode) {
        int flags = Linux.O_CREAT | Linux.O_WRONLY | Linux.O_NONBLOCK;
        return Step.of(
                Syscall.OPENAT2,
                slot(root),
                text(path),
                new Argument.Block(
                        SafePath.how(flags, mode), () -> "{0x%x, 0%o, IN_ROOT|NO_MAGICLINKS}".formatted(flags, mode)),
                number(SafePath.HOW_SIZE));
    }

    public static Step mkdirAt(Register directory, String name, int mode) {
        return Step.of(Syscall.MKDIRAT, slot(directory), text(name), octal(mode));
    }

    public static Step symlinkAt(String target, Register directory, String name) {
        return Step.of(Syscall.SYMLINKAT, text(target), slot(directory), text(name));
    }

    public static Step fchdir(Register directory) {
        return Step.of(Syscall.FCHDIR, slot(directory));
    }

    public static Step chdir(String path) {
        return Step.of(Syscall.CHDIR, text(path));
    }

    public static Step pivotRoot(String newRoot, String putOld) {
        return Step.of(Syscall.PIVOT_ROOT, text(newRoot), text(putOld));
    }

    public static Step close(Register fd) {
        return Step.of(Syscall.CLOSE, slot(fd));
    }

    public static Step close(Fd fd) {
        return Step.of(Syscall.CLOSE, fd(fd));
    }

    public static Step write(Register fd, String text) {
        NativeMemory memory = NativeMemory.ofText(text);
        return Step.of(Syscall.WRITE, slot(fd), new Argument.Text(memory, text), number(memory.size() - 1));
    }

    public static Step write(Fd fd, String text) {
        NativeMemory memory = NativeMemory.ofText(text);
        return Step.of(Syscall.WRITE, fd(fd), new Argument.Text(memory, text), number(memory.size() - 1));
    }

    public static Step write(Fd fd, NativeMemory bytes) {
        return Step.of(Syscall.WRITE, fd(fd), new Argument.Block(bytes, () -> "bytes"), number(bytes.size()));
    }

    public static Step read(Fd fd, NativeMemory into) {
        return Step.of(Syscall.READ, fd(fd), new Argument.Block(into, () -> "bytes"), number(into.size()));
    }

    public static Step openTree(Fd source, int flags) {
        return Step.of(Syscall.OPEN_TREE, fd(source), text(""), hex(flags | Flags.AT_EMPTY_PATH | Linux.O_CLOEXEC));
    }

    /** wait4(2) for the child whose pid an earlier spawn left in {@code pid}; {@code status} gets its four bytes. */
    public static Step waitFor(Register pid, NativeMemory status) {
        return Step.of(Syscall.WAIT4, slot(pid), new Argument.Block(status, () -> "&status"), number(0), number(0));
    }

    public static Step openTree(Register source, int flags) {
        return Step.of(Syscall.OPEN_TREE, slot(source), text(""), hex(flags | Flags.AT_EMPTY_PATH | Linux.O_CLOEXEC));
    }

    public static Step moveMount(Fd mount, Register target) {
        return Step.of(
                Syscall.MOVE_MOUNT,
                fd(mount),
                text(""),
                slot(target),
                text(""),
                hex(MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
    }

    /** Below what is mounted there: Linux 6.5. */
    public static Step moveMountBeneath(Fd mount, Register target) {
        return Step.of(
                Syscall.MOVE_MOUNT,
                fd(mount),
                text(""),
                slot(target),
                text(""),
                hex(MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH | MOVE_MOUNT_BENEATH));
    }

    public static Step moveMount(Register mount, Register target) {
        return Step.of(
                Syscall.MOVE_MOUNT,
                slot(mount),
                text(""),
                slot(target),
                text(""),
                hex(MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
    }

    public static Step mountSetattr(Register mount, int flags, MountAttributes attributes) {
        return Step.of(
                Syscall.MOUNT_SETATTR,
                slot(mount),
                text(""),
                hex(flags | Flags.AT_EMPTY_PATH),
                new Argument.Block(attributes.toNative(), attributes::toString),
                number(MountAttributes.SIZE));
    }

    public static Step mountSetattr(Fd mount, int flags, MountAttributes attributes) {
        return Step.of(
                Syscall.MOUNT_SETATTR,
                fd(mount),
                text(""),
                hex(flags | Flags.AT_EMPTY_PATH),
                new Argument.Block(attributes.toNative(), attributes::toString),
                number(MountAttributes.SIZE));
    }

    public static Step fsopen(String type) {
        return Step.of(Syscall.FSOPEN, text(type), number(1));
    }

    /** fsconfig(2): {@code key=value}, or a bare {@code key}. */
    public static Step fsconfig(Register context, String option) {
        int equals = option.indexOf('=');
        return equals < 0
                ? Step.of(
                        Syscall.FSCONFIG, slot(context), number(FSCONFIG_SET_FLAG), text(option), number(0), number(0))
                : Step.of(
                        Syscall.FSCONFIG,
                        slot(context),
                        number(FSCONFIG_SET_STRING),
                        text(option.substring(0, equals)),
                        text(option.substring(equals + 1)),
                        number(0));
    }

    public static Step fsconfig(Register context, String key, Register value) {
        return Step.of(Syscall.FSCONFIG, slot(context), number(FSCONFIG_SET_FD), text(key), number(0), slot(value));
    }

    public static Step fsconfigCreate(Register context) {
        return Step.of(Syscall.FSCONFIG, slot(context), number(FSCONFIG_CMD_CREATE), number(0), number(0), number(0));
    }

    public static Step fsmount(Register context, long attributes) {
        return Step.of(Syscall.FSMOUNT, slot(context), number(1), hex(attributes));
    }

    /** dup3(2); the copy is not close-on-exec. */
    public static Step dup(Fd from, int to) {
        return Step.of(Syscall.DUP3, fd(from), number(to), number(0));
    }

    public static Step dup(Register from, int to) {
        return Step.of(Syscall.DUP3, slot(from), number(to), number(0));
    }

    /** dup3(2) to a close-on-exec copy. */
    public static Step dupCloseOnExec(Register from, int to) {
        return Step.of(Syscall.DUP3, slot(from), number(to), hex(Linux.O_CLOEXEC));
    }

    /** fcntl(2) F_DUPFD_CLOEXEC: the lowest free number from {@code lowest}. */
    public static Step dupAbove(Fd from, int lowest) {
        return Step.of(Syscall.FCNTL, fd(from), number(1030), number(lowest));
    }

    /** close_range(2), both ends included. */
    public static Step closeRange(long first, long last) {
        return Step.of(Syscall.CLOSE_RANGE, number(first), number(last), number(0));
    }

    /** prlimit64(2) that sets. */
    public static Step prlimit(Pid pid, int resource, long soft, long hard) {
        return Step.of(
                Syscall.PRLIMIT64,
                number(pid.value()),
                number(resource),
                new Argument.Block(limit(soft, hard), () -> "{%d, %d}".formatted(soft, hard)),
                number(0));
    }

    /** {@code struct rlimit64}. */
    public static NativeMemory limit(long soft, long hard) {
        return NativeMemory.ofSize(16).putLong(0, soft).putLong(8, hard);
    }

    public static Step umask(int mask) {
        return Step.of(Syscall.UMASK, octal(mask));
    }

    public static Step prctl(int option, long argument) {
        return Step.of(Syscall.PRCTL, number(option), number(argument), number(0), number(0), number(0));
    }

    /** prctl(2) PR_CAPBSET_DROP, which has no further words. */
    public static Step dropBounding(int capability) {
        return Step.of(Syscall.PRCTL, number(Flags.PR_CAPBSET_DROP), number(capability));
    }

    /** prctl(2) PR_CAP_AMBIENT_RAISE. */
    public static Step raiseAmbient(int capability) {
        return Step.of(
                Syscall.PRCTL, number(Flags.PR_CAP_AMBIENT), number(2), number(capability), number(0), number(0));
    }

    public static Step setgroups(List<Long> groups) {
        NativeMemory list = NativeMemory.ofSize(groups.size() * Integer.BYTES);
        for (int i = 0; i < groups.size(); i++) {
            list.putInt(i * Integer.BYTES, groups.get(i).intValue());
        }
        return Step.of(Syscall.SETGROUPS, number(groups.size()), new Argument.Block(list, groups::toString));
    }

    public static Step setresgid(long gid) {
        return Step.of(Syscall.SETRESGID, number(gid), number(gid), number(gid));
    }

    public static Step setresuid(long uid) {
        return Step.of(Syscall.SETRESUID, number(uid), number(uid), number(uid));
    }

    /** capset(2) of the calling thread, a bit for each capability. */
    public static Step capset(long effective, long permitted, long inheritable) {
        NativeMemory header = NativeMemory.ofSize(8).putInt(0, CAPABILITY_VERSION_3);
        NativeMemory data = NativeMemory.ofSize(24);
        for (int word = 0; word < 2; word++) {
            data.putInt(word * 12, (int) (effective >>> (32 * word)));
            data.putInt(word * 12 + 4, (int) (permitted >>> (32 * word)));
            data.putInt(word * 12 + 8, (int) (inheritable >>> (32 * word)));
        }
        return Step.of(
                Syscall.CAPSET,
                new Argument.Block(header, () -> "v3"),
                new Argument.Block(
                        data,
                        () -> "effective=%x, permitted=%x, inheritable=%x"
                                .formatted(effective, permitted, inheritable)));
    }

    /**
     * seccomp(2) SECCOMP_SET_MODE_FILTER.
     *
     * @param filter an array of {@code struct sock_filter}, eight bytes each
     * @param flags SECCOMP_FILTER_FLAG_*
     */
    public static Step seccomp(byte[] filter, long flags) {
        NativeMemory program =
                NativeMemory.ofSize(16).putShort(0, filter.length / 8).putPointer(8, NativeMemory.ofBytes(filter));
        return Step.of(
                Syscall.SECCOMP,
                number(SECCOMP_SET_MODE_FILTER),
                hex(flags),
                new Argument.Block(program, () -> filter.length / 8 + " instructions"));
    }

    public static Step spawn(Spawn spawn) {
        return spawn.toStep();
    }

    static Argument text(String text) {
        return new Argument.Text(NativeMemory.ofText(text), text);
    }

    static Argument texts(List<String> texts) {
        return new Argument.Block(
                NativeMemory.ofTexts(texts),
                () -> texts.stream().map(Calls::quote).collect(Collectors.joining(", ", "[", "]")));
    }

    static Argument number(long value) {
        return new Argument.Word(value, Long::toString);
    }

    private static Argument hex(long value) {
        return new Argument.Word(value, word -> "0x" + Long.toHexString(word));
    }

    private static Argument octal(int value) {
        return new Argument.Word(value, word -> "0" + Long.toOctalString(word));
    }

    private static Argument fd(Fd fd) {
        return number(fd.number());
    }

    private static Argument slot(Register register) {
        return new Argument.Slot(register);
    }

    private static String quote(String text) {
        return '"' + text + '"';
    }
}
