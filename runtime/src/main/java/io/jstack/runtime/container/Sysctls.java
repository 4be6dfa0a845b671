package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.Namespace;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Kernel settings that belong to a namespace; any other would be the host's, and is refused. */
final class Sysctls {
    private static final Set<String> IPC = Set.of(
            "kernel.msgmax",
            "kernel.msgmnb",
            "kernel.msgmni",
            "kernel.sem",
            "kernel.shmall",
            "kernel.shmmax",
            "kernel.shmmni",
            "kernel.shm_rmid_forced");

    private Sysctls() {}

    /** Written from inside the namespaces by the host's /proc, which shows who asks. */
    static List<Step> of(Map<String, String> sysctls, Namespaces namespaces) {
        List<Step> steps = new ArrayList<>();
        Map<String, Register> directories = new HashMap<>();
        sysctls.forEach((name, value) -> {
            if (namespaces.isNetworkOfHost()
                    && value.equals(DefaultSpec.sysctl().get(name))) {
                return; // a default, meant for a network of the container's own
            }
            refuseTheHosts(name, namespaces);
            String path = "/proc/sys/" + name.replace('.', '/');
            int end = path.lastIndexOf('/');
            // looked for once: each network namespace of the host has an entry of that name, and all of them are
            // compared
            Register directory = directories.computeIfAbsent(path.substring(0, end), parent -> {
                Register opened = new Register(parent);
                steps.add(Calls.open(parent, Linux.O_PATH | Linux.O_DIRECTORY).into(opened));
                return opened;
            });
            Register file = new Register(name);
            steps.add(Calls.openAt(directory, path.substring(end + 1), Linux.O_WRONLY, 0)
                    .into(file));
            steps.add(Calls.write(file, value));
        });
        return steps;
    }

    private static void refuseTheHosts(String name, Namespaces namespaces) {
        boolean plain = name.matches("[a-z0-9_-]+(\\.[A-Za-z0-9_-]+)+");
        boolean network = name.startsWith("net.") && !namespaces.isNetworkOfHost();
        boolean ipc = (IPC.contains(name) || name.startsWith("fs.mqueue.")) && namespaces.isFresh(Namespace.Type.IPC);
        if (!plain || !(network || ipc)) {
            throw new JstackException(
                    RuntimeError.SPEC_REFUSED,
                    "sysctl %s is not the container's own".formatted(name),
                    "set it on the host");
        }
    }
}
