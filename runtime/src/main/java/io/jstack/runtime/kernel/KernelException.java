package io.jstack.runtime.kernel;

/** A system call that failed: what was tried, on what, and the kernel's answer. */
public final class KernelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    /**
     * @param operation the call's name, {@code mount}
     * @param value what it was applied to: a path, a descriptor, a pid
     */
    public KernelException(Errno errno, String operation, String value) {
        super("%s `%s`: %s (%s)".formatted(operation, value, errno.text(), errno));
        this.errno = errno;
    }

    public Errno errno() {
        return errno;
    }
}
