package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.values.JstackException;

/** What execve(2), or a file action of the waiting process, said. */
final class ExecFailure {
    private ExecFailure() {}

    /** @param gate open until now, or the process would still wait */
    static JstackException of(ProcessSpec process, Errno errno, Fd gate) {
        if (!gate.isOpen()) {
            throw new IllegalStateException("the gate was closed before the process passed it");
        }
        String command = process.args().get(0);
        return switch (errno) {
            case ENOENT, ENOTDIR ->
                new JstackException(
                        RuntimeError.PROGRAM_NOT_FOUND,
                        "cannot execute \"%s\": %s".formatted(command, errno.text()),
                        "check the program, its interpreter and the working directory " + process.cwd());
            case ENOMEM, E2BIG ->
                new JstackException(
                        RuntimeError.LAUNCH_FAILED,
                        "cannot execute \"%s\": %s; its arguments and environment may not fit into its memory limit"
                                .formatted(command, errno.text()),
                        "raise the memory limit, or shorten the environment");
            default ->
                new JstackException(
                        RuntimeError.PROGRAM_NOT_EXECUTABLE,
                        "cannot execute \"%s\": %s".formatted(command, errno.text()),
                        "check its permissions, its architecture, and those of the working directory " + process.cwd());
        };
    }
}
