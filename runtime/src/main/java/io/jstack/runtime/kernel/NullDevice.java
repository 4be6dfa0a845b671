package io.jstack.runtime.kernel;

import java.util.Optional;

/**
 * The host's {@code /dev/null}, null(4), as a stream for processes of containers. It is opened by a mount of its own, attached nowhere and
 * read-only: root in a container that is given a descriptor of the host's own mount could change the mode and the owner of the host's node
 * with it, fchmod(2). What is read from it and written to it is no matter of the mount.
 */
public final class NullDevice {
    private static final String NODE = "/dev/null";

    private static Optional<Fd> mount = Optional.empty();

    private NullDevice() {}

    /**
     * The caller's to close.
     *
     * @param flags O_RDONLY, O_WRONLY or O_RDWR
     * @throws KernelException where descriptors are short, or it is not there
     */
    public static Fd open(int flags) {
        return Linux.open("/proc/self/fd/" + mount().number(), flags);
    }

    private static synchronized Fd mount() {
        if (mount.isEmpty()) {
            Fd made = MountTree.cloneAt(NODE);
            MountTree.change(made, false, MountAttributes.READ_ONLY);
            mount = Optional.of(made);
        }
        return mount.get();
    }
}
