package io.jstack.runtime.kernel;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A listening socket with a name among files: close-on-exec, non-blocking; unix(7). */
public final class UnixListener {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int BACKLOG = 128;
    /** {@code sun_path}, its NUL included. */
    private static final int LONGEST = 108;

    private UnixListener() {}

    /**
     * Binds and listens; nobody may connect before the file's mode is widened.
     *
     * @throws KernelException EADDRINUSE where something bears that name
     */
    public static Fd at(Path path) {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length >= LONGEST) {
            throw new KernelException(Errno.ENAMETOOLONG, "bind", path.toString());
        }
        NativeMemory address =
                NativeMemory.ofSize(Short.BYTES + name.length + 1).putShort(0, AF_UNIX);
        address.buffer().put(Short.BYTES, name);
        Fd socket = Linux.callForFd(Syscall.SOCKET, path, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        try {
            // unix(7) gives the file the socket's own mode: no window in which the umask decides
            Linux.call(Syscall.FCHMOD, path, socket, 0);
            Linux.call(Syscall.BIND, path, socket, address, address.size());
            Linux.call(Syscall.LISTEN, path, socket, BACKLOG);
            return socket;
        } catch (KernelException e) {
            socket.close();
            throw e;
        }
    }
}
