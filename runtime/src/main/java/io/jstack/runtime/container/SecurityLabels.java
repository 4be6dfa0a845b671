package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.values.JstackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The label a security module puts on the program when it is executed: the thread asks for it in its own {@code /proc/thread-self/attr},
 * and the process it spawns inherits the wish; apparmor(7), selinux(8).
 */
final class SecurityLabels {
    private static final Path APPARMOR = Path.of("/sys/kernel/security/apparmor");
    private static final Path SELINUX = Path.of("/sys/fs/selinux/enforce");

    private SecurityLabels() {}

    /** To be run while {@code /proc} is the host's. */
    static List<Step> of(ProcessSpec process) {
        List<Step> steps = new ArrayList<>();
        process.apparmorProfile().ifPresent(profile -> {
            require(APPARMOR, "AppArmor profile " + profile);
            steps.addAll(write("/proc/thread-self/attr/apparmor/exec", "exec " + profile));
        });
        process.selinuxLabel().ifPresent(label -> {
            require(SELINUX, "SELinux label " + label);
            steps.addAll(write("/proc/thread-self/attr/exec", label));
        });
        return steps;
    }

    private static List<Step> write(String path, String text) {
        Register file = new Register("label");
        return List.of(Calls.open(path, Linux.O_WRONLY).into(file), Calls.write(file, text));
    }

    private static void require(Path sign, String what) {
        if (!Files.exists(sign)) {
            throw new JstackException(
                    RuntimeError.SPEC_REFUSED,
                    "cannot give the %s: this host has no such module".formatted(what),
                    "leave it out");
        }
    }
}
