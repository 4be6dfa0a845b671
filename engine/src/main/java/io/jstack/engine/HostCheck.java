package io.jstack.engine;

import io.jstack.values.JstackException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether this machine can run an engine at all; refused by name where it cannot. */
final class HostCheck {
    private static final Pattern VERSION = Pattern.compile("([0-9]+)\\.([0-9]+).*");

    private HostCheck() {}

    /**
     * Throws where no engine can run.
     *
     * @param release as uname -r prints it
     * @param uid the effective user
     */
    static void require(String system, String architecture, String release, long uid) {
        if (!system.equals("Linux") || !architecture.equals("amd64")) {
            throw new JstackException(
                    EngineError.NOT_THIS_MACHINE,
                    "jstack runs on Linux on x86-64, not on %s on %s".formatted(system, architecture),
                    "run it in a virtual machine with Debian 12");
        }
        Matcher version = VERSION.matcher(release);
        if (!version.matches()
                || Integer.parseInt(version.group(1)) * 1000 + Integer.parseInt(version.group(2)) < 5012) {
            throw new JstackException(
                    EngineError.KERNEL_TOO_OLD,
                    "this kernel is %s, and jstack needs 5.12".formatted(release),
                    "boot a newer kernel: Debian 12 has 6.1");
        }
        if (uid != 0) {
            throw new JstackException(
                    EngineError.NOT_ROOT, "the engine makes namespaces and must be started by root", "sudo jstack ...");
        }
    }
}
