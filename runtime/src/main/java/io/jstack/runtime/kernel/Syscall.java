package io.jstack.runtime.kernel;

/** The system calls we make, with their numbers on x86-64; syscalls(2), asm/unistd_64.h. From 424 on all architectures agree. */
public enum Syscall {
    READ(0),
    WRITE(1),
    CLOSE(3),
    POLL(7),
    LSEEK(8),
    IOCTL(16),
    PREAD64(17),
    PWRITE64(18),
    DUP2(33),
    PAUSE(34),
    SOCKET(41),
    CONNECT(42),
    SENDTO(44),
    RECVFROM(45),
    SENDMSG(46),
    RECVMSG(47),
    SHUTDOWN(48),
    BIND(49),
    LISTEN(50),
    GETSOCKNAME(51),
    SOCKETPAIR(53),
    SETSOCKOPT(54),
    GETSOCKOPT(55),
    VFORK(58),
    EXECVE(59),
    EXIT(60),
    WAIT4(61),
    KILL(62),
    FCNTL(72),
    FSYNC(74),
    FTRUNCATE(77),
    CHDIR(80),
    FCHDIR(81),
    FCHMOD(91),
    FCHOWN(93),
    UMASK(95),
    SETSID(112),
    SETGROUPS(116),
    SETRESUID(117),
    SETRESGID(119),
    CAPGET(125),
    CAPSET(126),
    FSTATFS(138),
    PIVOT_ROOT(155),
    PRCTL(157),
    MOUNT(165),
    UMOUNT2(166),
    SETHOSTNAME(170),
    SETDOMAINNAME(171),
    GETTID(186),
    LSETXATTR(189),
    LGETXATTR(192),
    LLISTXATTR(195),
    LREMOVEXATTR(198),
    GETDENTS64(217),
    EXIT_GROUP(231),
    EPOLL_WAIT(232),
    EPOLL_CTL(233),
    OPENAT(257),
    MKDIRAT(258),
    WAITID(247),
    MKNODAT(259),
    FCHOWNAT(260),
    UNLINKAT(263),
    LINKAT(265),
    SYMLINKAT(266),
    READLINKAT(267),
    FCHMODAT(268),
    UNSHARE(272),
    SPLICE(275),
    TEE(276),
    UTIMENSAT(280),
    ACCEPT4(288),
    EVENTFD2(290),
    EPOLL_CREATE1(291),
    DUP3(292),
    PIPE2(293),
    PRLIMIT64(302),
    SYNCFS(306),
    SETNS(308),
    RENAMEAT2(316),
    SECCOMP(317),
    MEMFD_CREATE(319),
    BPF(321),
    COPY_FILE_RANGE(326),
    STATX(332),
    PIDFD_SEND_SIGNAL(424),
    OPEN_TREE(428),
    MOVE_MOUNT(429),
    FSOPEN(430),
    FSCONFIG(431),
    FSMOUNT(432),
    PIDFD_OPEN(434),
    CLOSE_RANGE(436),
    OPENAT2(437),
    PIDFD_GETFD(438),
    MOUNT_SETATTR(442);

    private final int number;
    private final String word;

    Syscall(int number) {
        this.number = number;
        this.word = name().toLowerCase(java.util.Locale.ROOT);
    }

    int number() {
        return number;
    }

    /** As the man page writes it. */
    @Override
    public String toString() {
        return word;
    }
}
