package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file this JVM was started from, which a child that waits at a gate has as its {@code /proc/self/exe}.
 *
 * <p>What a container's program is, is looked at before it is executed; a running container can change it in between, for a script of
 * {@code #!/proc/self/exe} or a link there, and would then run the host's java with its own libraries and hold a descriptor to overwrite it
 * with (CVE-2019-5736). So an engine runs from a copy of its own, and takes the execute permission off it: without any such bit
 * execve(2) fails with EACCES even for root, at whatever moment it is tried.
 */
final class EngineBinary {
    private static final String SELF = "/proc/self/exe";
    private static final int READABLE = 0400;

    private EngineBinary() {}

    /** @throws JstackException where the JVM runs from another file: sealing that would take java from the host */
    static void seal(Path own) {
        try (Fd file = Linux.open(SELF, Linux.O_RDONLY)) {
            Path running = Files.readSymbolicLink(Path.of(SELF));
            if (!running.equals(own)) {
                throw new JstackException(
                        RuntimeError.LAUNCH_FAILED,
                        "the engine runs from %s, not from its own copy %s".formatted(running, own),
                        "start it by jstack engine start");
            }
            Linux.call(Syscall.FCHMOD, SELF, file, READABLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
