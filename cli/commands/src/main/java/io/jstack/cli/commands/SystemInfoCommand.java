package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jstack system info}. */
@Command(
        name = "info",
        header = "$ jstack system info --format '{{.Containers}}'",
        description = "Show what this engine has, and the machine it runs on.")
final class SystemInfoCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Invocation run;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORM",
            description = "json, or '{{.Containers}}'.")
    private Optional<String> format = Optional.empty();

    SystemInfoCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        ObjectNode info = info();
        if (format.isEmpty()) {
            info.properties()
                    .forEach(entry -> run.out()
                            .println(words(entry.getKey()) + ": "
                                    + entry.getValue().asText()));
        } else if (Template.isOne(format.get())) {
            run.out().println(Template.of(format.get()).fill(info));
        } else if (format.get().equals("json")) {
            run.out().println(info);
        } else {
            throw new JstackException(
                    CommandError.USAGE, "--format does not know " + format.get(), "--format json|'{{.Containers}}'");
        }
        return ExitCode.OK;
    }

    private ObjectNode info() {
        List<ContainerStatus> containers =
                HostContainer.all(run).stream().map(HostContainer::status).toList();
        return JSON.createObjectNode()
                .put("Containers", containers.size())
                .put(
                        "ContainersRunning",
                        count(containers, status -> status.container().isAlive()) - paused(containers))
                .put("ContainersPaused", paused(containers))
                .put(
                        "ContainersStopped",
                        count(containers, status -> !status.container().isAlive()))
                .put("Images", run.images().list().size())
                .put("ServerVersion", Main.version())
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

    /** {@code Containers Running} of {@code ContainersRunning}. */
    private static String words(String field) {
        return field.replaceAll("(?<=[a-z])(?=[A-Z])", " ");
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
