package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Pid;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pid namespaces with more than one container in them. A process that waits at a gate there is seen by all of them: whoever may trace
 * could write into the engine through it. In one that no other container shares, the container's own rights say it all.
 */
final class SharedPids {
    private final Set<String> shared = ConcurrentHashMap.newKeySet();

    /** A container has joined the namespace that {@code process} is in. */
    void note(Pid process) {
        shared.add(namespace(process.toString()));
    }

    /** Notes the namespace of an adopted container, unless it is that one's alone. */
    void noteAdopted(Pid init) {
        try {
            if (!isFirst(init)) {
                note(init);
            }
        } catch (IOException e) {
            return; // it has ended meanwhile, and is nobody's to join
        }
    }

    /** Whether the container whose first process this is has a namespace of its own, which ends with it. */
    boolean isAlone(Pid init) {
        try {
            return isFirst(init) && !isJoined(init);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether another container has joined the namespace of this one. */
    boolean isJoined(Pid init) {
        return !shared.isEmpty() && shared.contains(namespace(init.toString()));
    }

    /** NSpid of proc(5): its number in each pid namespace from ours on inwards; the first process of one ends it, pid_namespaces(7). */
    private static boolean isFirst(Pid process) throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc/" + process + "/status"));
        return status.stream().anyMatch(line -> line.startsWith("NSpid:") && line.endsWith("\t1"));
    }

    /** Where no tracer can see it, a process may be made. The host's own is left to the host: whoever traces there has it anyway. */
    void refuseWhereTraced(Pid process, String doing) {
        if (shared.isEmpty()) {
            return;
        }
        String namespace = namespace(process.toString());
        if (!shared.contains(namespace) || namespace.equals(namespace("self"))) {
            return;
        }
        refuseTracerIn(namespace, doing);
    }

    /**
     * Likewise, for a namespace that is about to be shared.
     *
     * @param path as {@code /proc/<pid>/ns/pid}
     */
    static void refuseTracerIn(Path path, String doing) {
        refuseTracerIn(link(path), doing);
    }

    private static void refuseTracerIn(String namespace, String doing) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (link(process.resolve("ns/pid")).equals(namespace)) {
                    refuseTracer(new Pid(Integer.parseInt(process.getFileName().toString())), doing);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refuseTracer(Pid process, String doing) {
        ContainerRights rights;
        try {
            rights = ContainerRights.of(process);
        } catch (UncheckedIOException e) {
            return; // gone
        }
        if (rights.mayTrace() && !rights.isPrivileged()) {
            throw new JstackException(
                    RuntimeError.SPEC_REFUSED,
                    "cannot %s: process %s of the shared pid namespace has CAP_SYS_PTRACE, and could attack the engine"
                            .formatted(doing, process),
                    "leave SYS_PTRACE out of cap_add of all who share it");
        }
    }

    private static String namespace(String process) {
        return link(Path.of("/proc", process, "ns/pid"));
    }

    private static String link(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException e) {
            return ""; // it has ended
        }
    }
}
