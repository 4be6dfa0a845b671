package io.jstack.runtime.kernel;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A unix(7) socket to which another process connects to hand over one descriptor: SCM_RIGHTS. */
public final class DescriptorSocket implements AutoCloseable {
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    /** CMSG_SPACE(3) of one descriptor: its header of 16 bytes, and 4 made up to 8. */
    private static final int CONTROL = 24;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Fd socket;
    private final Fd directory;
    private final NativeMemory name;

    private DescriptorSocket(Fd socket, Fd directory, String name) {
        this.socket = socket;
        this.directory = directory;
        this.name = NativeMemory.ofText(name);
    }

    /**
     * Listens.
     *
     * @param directory where the socket gets its name; stays the caller's, and open meanwhile
     */
    public static DescriptorSocket listen(Fd directory, String name) {
        Linux.raw(Syscall.UNLINKAT, directory, NativeMemory.ofText(name), 0); // of a run that was cut short
        // by the directory's descriptor, for a socket's path has room for 107 bytes
        Path path = Path.of("/proc/self/fd/" + directory.number(), name);
        return new DescriptorSocket(UnixListener.at(path), directory, name);
    }

    /** What the first to connect hands over, close-on-exec; empty where nobody does, or hands over nothing. */
    public Optional<Fd> receive() {
        if (!Poll.readable(PATIENCE, socket)[0]) {
            return Optional.empty();
        }
        try (Fd connection = Linux.callForFd(Syscall.ACCEPT4, "", socket, 0, 0, Linux.O_CLOEXEC)) {
            return Poll.readable(PATIENCE, connection)[0] ? received(connection) : Optional.empty();
        }
    }

    /** {@code struct msghdr}, with one buffer and room for one control message; recvmsg(2), cmsg(3). */
    private static Optional<Fd> received(Fd connection) {
        NativeMemory text = NativeMemory.ofSize(256);
        NativeMemory buffer = NativeMemory.ofSize(16).putPointer(0, text).putLong(8, text.size());
        NativeMemory control = NativeMemory.ofSize(CONTROL);
        NativeMemory message = NativeMemory.ofSize(56)
                .putPointer(16, buffer)
                .putLong(24, 1)
                .putPointer(32, control)
                .putLong(40, CONTROL);
        Linux.call(Syscall.RECVMSG, "descriptor", connection, message, MSG_CMSG_CLOEXEC);
        boolean isDescriptor = message.getLong(40) >= CONTROL - 4
                && control.getInt(8) == SOL_SOCKET
                && control.getInt(12) == SCM_RIGHTS;
        return isDescriptor ? Optional.of(Fd.owning(control.getInt(16))) : Optional.empty();
    }

    @Override
    public void close() {
        socket.close();
        Linux.raw(Syscall.UNLINKAT, directory, name, 0);
    }
}
