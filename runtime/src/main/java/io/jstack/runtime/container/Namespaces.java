package io.jstack.runtime.container;

import io.jstack.runtime.NetworkNamespace;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.oci.Namespace;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which namespaces a container makes, joins, or shares with the host; namespaces(7). */
final class Namespaces {
    private static final Map<Namespace.Type, Integer> OFFERED = Map.of(
            Namespace.Type.PID, Flags.CLONE_NEWPID,
            Namespace.Type.IPC, Flags.CLONE_NEWIPC,
            Namespace.Type.UTS, Flags.CLONE_NEWUTS);

    private final io.jstack.runtime.oci.Linux linux;
    private final NetworkNamespace network;
    private final Set<Protection> protections;

    Namespaces(io.jstack.runtime.oci.Linux linux, NetworkNamespace network, Set<Protection> protections) {
        this.protections = protections;
        this.linux = linux;
        this.network = network;
        for (Namespace.Type type : List.of(Namespace.Type.USER, Namespace.Type.TIME)) {
            if (linux.namespace(type).isPresent()) {
                throw new JstackException(
                        RuntimeError.SPEC_REFUSED,
                        "a %s namespace of its own is not offered".formatted(type.id()),
                        "leave it out");
            }
        }
        if (!isFresh(Namespace.Type.MOUNT)) {
            throw new JstackException(
                    RuntimeError.SPEC_REFUSED, "a container without a mount namespace of its own", "ask for a new one");
        }
    }

    boolean isFresh(Namespace.Type type) {
        return linux.namespace(type).map(n -> n.path().isEmpty()).orElse(false);
    }

    boolean isNetworkOfHost() {
        return network instanceof NetworkNamespace.Host;
    }

    /** The steps that leave the host's namespaces; what is joined is opened now, while paths are still the host's. */
    List<Step> enter(Descriptors open) {
        List<Step> steps = new ArrayList<>();
        int fresh = Flags.CLONE_NEWNS | (network instanceof NetworkNamespace.Fresh ? Flags.CLONE_NEWNET : 0);
        if (network instanceof NetworkNamespace.Joined joined) {
            steps.add(Calls.setns(joined.namespace(), Flags.CLONE_NEWNET));
        }
        for (Map.Entry<Namespace.Type, Integer> offered : new java.util.TreeMap<>(OFFERED).entrySet()) {
            Optional<String> path = linux.namespace(offered.getKey()).flatMap(Namespace::path);
            if (path.isPresent()) {
                if (offered.getKey() == Namespace.Type.PID && protections.contains(Protection.NO_TRACER)) {
                    SharedPids.refuseTracerIn(Path.of(path.get()), "join " + path.get());
                }
                Fd namespace = open.add(Linux.open(path.get(), Linux.O_RDONLY));
                steps.add(Calls.setns(namespace, offered.getValue()));
            } else if (isFresh(offered.getKey())) {
                fresh |= offered.getValue();
            }
        }
        steps.add(Calls.unshare(fresh));
        return steps;
    }
}
