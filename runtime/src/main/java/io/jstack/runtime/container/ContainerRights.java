package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.oci.Capability;
import io.jstack.runtime.security.CapabilityRules;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The most a container's processes can ever be allowed: the kernel's own word, proc(5) {@code CapBnd}.
 *
 * @param bounding a bit for each capability
 */
record ContainerRights(long bounding) {
    static ContainerRights of(Pid init) {
        return new ContainerRights(field(init.toString(), "CapBnd:"));
    }

    /** Whether this engine itself may do what launching takes. */
    static boolean engineMayLaunch() {
        long wanted = Capability.mask(Set.of(
                Capability.SYS_ADMIN,
                Capability.SYS_PTRACE,
                Capability.SYS_CHROOT,
                Capability.SETUID,
                Capability.SETGID));
        return (field("self", "CapEff:") & wanted) == wanted;
    }

    private static long field(String process, String name) {
        try {
            return Files.readAllLines(Path.of("/proc/" + process + "/status")).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line ->
                            Long.parseUnsignedLong(line.substring(name.length()).strip(), 16))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean mayTrace() {
        return (bounding & Capability.mask(Set.of(Capability.SYS_PTRACE))) != 0;
    }

    /** Everything the engine itself may: such a container can take the host in other ways. */
    boolean isPrivileged() {
        long all = ofEngine();
        return (bounding & all) == all;
    }

    /**
     * The bits to give a process. Who asks for all capabilities gets those the engine has; who names one that the engine lacks, as
     * inside another container, is told so.
     */
    static long granted(Set<Capability> wanted) {
        long mask = Capability.mask(wanted);
        long lacking = mask & ~ofEngine();
        if (lacking != 0 && !wanted.containsAll(CapabilityRules.known())) {
            throw new JstackException(
                    RuntimeError.SPEC_REFUSED,
                    "cannot give %s: the engine does not have it itself".formatted(Capability.ofMask(lacking)),
                    "run the engine with all of root's capabilities, or leave it out of cap_add");
        }
        return mask & ~lacking;
    }

    private static long ofEngine() {
        return OfEngine.PERMITTED;
    }

    /** Looked up once: the engine gives nothing of it away. */
    private static final class OfEngine {
        private static final long PERMITTED = field("self", "CapPrm:");
    }
}
