package io.jstack.runtime.kernel;

/** socketpair(2) of unix(7), connected, both ends close-on-exec. */
public record SocketPair(Fd ours, Fd its) implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int SHUT_RD = 0;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;

    /** A header of 16 bytes and two descriptors; cmsg(3). */
    private static final int CONTROL = 24;

    /** How bytes go through. */
    public enum Type {
        STREAM(1),
        /** Each write is one read. */
        SEQPACKET(5);

        private final int number;

        Type(int number) {
            this.number = number;
        }
    }

    public static SocketPair open(Type type) {
        NativeMemory ends = NativeMemory.ofSize(2 * Integer.BYTES);
        Linux.call(Syscall.SOCKETPAIR, type, AF_UNIX, type.number | Linux.O_CLOEXEC, 0, ends);
        return new SocketPair(Fd.owning(ends.getInt(0)), Fd.owning(ends.getInt(Integer.BYTES)));
    }

    /**
     * A pair of which {@code its} end can only receive, and {@code ours} only send. Whoever receives takes descriptors as well, if only to
     * close them, and the close of another's can take as long as that one likes; socket(7), SO_LINGER.
     */
    public static SocketPair oneWay() {
        SocketPair pair = open(Type.SEQPACKET);
        Linux.call(Syscall.SHUTDOWN, "", pair.ours, SHUT_RD);
        return pair;
    }

    /**
     * Sends one byte, and with it duplicates of two descriptors; never waits.
     *
     * @throws KernelException where nobody is at the other end, or no room
     */
    public static void send(Fd socket, byte word, Fd first, Fd second) {
        NativeMemory buffer = NativeMemory.ofSize(24);
        buffer.putLong(0, buffer.address() + 16).putLong(8, 1).putByte(16, word);
        NativeMemory control = NativeMemory.ofSize(CONTROL)
                .putLong(0, CONTROL)
                .putInt(8, SOL_SOCKET)
                .putInt(12, SCM_RIGHTS)
                .putInt(16, first.number())
                .putInt(20, second.number());
        NativeMemory message = NativeMemory.ofSize(56)
                .putPointer(16, buffer)
                .putLong(24, 1)
                .putPointer(32, control)
                .putLong(40, CONTROL);
        Linux.call(Syscall.SENDMSG, first + " " + second, socket, message, MSG_DONTWAIT | MSG_NOSIGNAL);
    }

    @Override
    public void close() {
        ours.close();
        its.close();
    }
}
