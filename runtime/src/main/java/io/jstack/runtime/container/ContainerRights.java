package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.oci.Capability;
import io.jstack.runtime.security.CapabilityRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The most a container's processes can ever be allowed: the kernel's own word, proc(5) {@code CapBnd}.
 *
 * @param bounding a bit for each capability
 */
record ContainerRights(long bounding) {
    private static final String FIELD = "CapBnd:";

    static ContainerRights of(Pid init) {
        try {
            return Files.readAllLines(Path.of("/proc/" + init + "/status")).stream()
                    .filter(line -> line.startsWith(FIELD))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring(FIELD.length()).strip(), 16))
                    .map(ContainerRights::new)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean mayTrace() {
        return (bounding & Capability.mask(java.util.Set.of(Capability.SYS_PTRACE))) != 0;
    }

    /** Every capability: such a container can take the host in other ways. */
    boolean isPrivileged() {
        long all = Capability.mask(CapabilityRules.known());
        return (bounding & all) == all;
    }
}
