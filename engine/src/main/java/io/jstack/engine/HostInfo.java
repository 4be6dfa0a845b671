package io.jstack.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.Projects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** What this engine has, and the machine it runs on, under the names of {@code docker info}. */
public final class HostInfo {
    private HostInfo() {}

    /**
     * All of it, looked up now.
     *
     * @param version the engine's
     */
    public static ObjectNode of(Projects projects, int images, String version) {
        List<ContainerStatus> containers =
                HostContainer.all(projects).stream().map(HostContainer::status).toList();
        return JsonNodeFactory.instance
                .objectNode()
                .put("Containers", containers.size())
                .put(
                        "ContainersRunning",
                        count(containers, status -> status.container().isAlive()) - paused(containers))
                .put("ContainersPaused", paused(containers))
                .put(
                        "ContainersStopped",
                        count(containers, status -> !status.container().isAlive()))
                .put("Images", images)
                .put("ServerVersion", version)
                .put("Driver", "overlay2")
                .put("LoggingDriver", "json-file")
                .put("CgroupVersion", Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers")) ? "2" : "1")
                .put("KernelVersion", System.getProperty("os.version"))
                .put("OperatingSystem", system())
                .put("OSType", "linux")
                .put("Architecture", System.getProperty("os.arch").replace("amd64", "x86_64"))
                .put("NCPU", Runtime.getRuntime().availableProcessors())
                .put("MemTotal", HostMemory.total().value());
    }

    private static long paused(List<ContainerStatus> containers) {
        return count(containers, status -> status.phase() == ContainerStatus.Phase.PAUSED);
    }

    private static long count(List<ContainerStatus> containers, Predicate<ContainerStatus> which) {
        return containers.stream().filter(which).count();
    }

    /** os-release(5). */
    private static String system() {
        try {
            return Files.readAllLines(Path.of("/etc/os-release")).stream()
                    .filter(line -> line.startsWith("PRETTY_NAME="))
                    .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                    .findFirst()
                    .orElse("linux");
        } catch (IOException absent) {
            return "linux";
        }
    }
}
