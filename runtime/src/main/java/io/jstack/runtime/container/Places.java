package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.SafePath;
import io.jstack.values.JstackException;
import java.util.Set;

/** Places inside a container's root that must be what they seem before a process is sent there. */
final class Places {
    private Places() {}

    /** A working directory of {@code /proc/self/fd/7} would be the host's (CVE-2024-21626). */
    static void verifyDirectory(Fd root, String path, Set<Protection> protections) {
        if (!protections.contains(Protection.VERIFIED_DIRECTORY)) {
            return;
        }
        try (Fd directory = SafePath.open(root, path, Linux.O_PATH | Linux.O_DIRECTORY)) {
            directory.number();
        } catch (KernelException e) {
            throw new JstackException(
                    RuntimeError.PATH_ESCAPES,
                    "cannot use working directory %s: %s"
                            .formatted(path, e.errno().text()),
                    "name a directory of the image",
                    e);
        }
    }
}
