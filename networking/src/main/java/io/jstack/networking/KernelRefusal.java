package io.jstack.networking;

import io.jstack.runtime.kernel.KernelException;
import io.jstack.values.JstackException;

/** Turns the kernel's answer into an error that says what it was about. */
final class KernelRefusal {
    private KernelRefusal() {}

    /** Runs {@code change}; {@code subject} is what it changes. */
    static void naming(String subject, Runnable change) {
        try {
            change.run();
        } catch (KernelException e) {
            throw new JstackException(
                    NetworkError.KERNEL_REFUSED,
                    "the kernel refuses %s: %s".formatted(subject, e.getMessage()),
                    "see that the engine runs as root and the kernel has bridge and veth",
                    e);
        }
    }
}
