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
        sysctls.forEach((name, value) -> {
            if (namespaces.isNetworkOfHost()
                    && value.equals(DefaultSpec.sysctl().get(name))) {
                return; // a default, meant for a network of the container's own
            }
            refuseTheHosts(name, namespaces);
            Register file = new Register(name);
            steps.add(Calls.open("/proc/sys/" + name.replace('.', '/'), Linux.O_WRONLY)
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
