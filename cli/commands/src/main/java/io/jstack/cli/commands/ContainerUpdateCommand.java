package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.HostContainer;
import io.jstack.orchestrator.model.Resources;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.stack.LoadRequest;
import io.jstack.orchestrator.stack.StackLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack container update}. The limits are read as a stack file's are, so they mean the same. */
@Command(
        name = "update",
        header = "$ jstack container update --memory 64m --cpus 0.5 web",
        description = "Change limits of containers, running ones at once; what is not named stays.")
final class ContainerUpdateCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SERVICE = "update";

    private final Invocation run;

    @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names, ids, or beginnings of ids.")
    private List<String> names = new ArrayList<>();

    @Mixin
    private final LimitFlags limits = new LimitFlags();

    @Mixin
    private final BlockIoFlags blockIo = new BlockIoFlags();

    @Option(names = "--restart", paramLabel = "POLICY", description = "no, on-failure[:n], always, unless-stopped.")
    private Optional<String> restart = Optional.empty();

    ContainerUpdateCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        Service asked = asked();
        return EachOf.names(names).act(run, name -> {
            HostContainer container = HostContainer.find(run.projects(), name);
            run.projects()
                    .limit(
                            container.project(),
                            container.id(),
                            over(present(container), asked.resources()),
                            restart.flatMap(given -> asked.lifecycle().restart()));
        });
    }

    private Service asked() {
        ObjectNode file = JSON.createObjectNode();
        ObjectNode service = file.putObject("services").putObject(SERVICE).put("image", "none");
        limits.addTo(service);
        blockIo.addTo(service);
        restart.ifPresent(policy -> service.put("restart", policy));
        LoadRequest request = LoadRequest.in(run.terminal().directory(), Map.of())
                .withFiles(List.of("-"))
                .withStdin(file.toString().getBytes(StandardCharsets.UTF_8)) // JSON is YAML
                .withProjectName(SERVICE);
        return StackLoader.load(request).stack().services().values().iterator().next();
    }

    private Resources present(HostContainer container) {
        return run.projects()
                .stack(container.project())
                .map(stack ->
                        stack.services().get(container.status().container().service()))
                .map(Service::resources)
                .orElseGet(() -> asked().resources());
    }

    private static Resources over(Resources old, Resources given) {
        return new Resources(
                given.memory().or(old::memory),
                given.memoryReservation().or(old::memoryReservation),
                given.memorySwap().or(old::memorySwap),
                old.memorySwappiness(),
                old.oomKillDisable(),
                old.oomScoreAdjust(),
                given.cpus().or(old::cpus),
                given.cpuShares().or(old::cpuShares),
                given.cpuQuota().or(old::cpuQuota),
                given.cpuPeriod().or(old::cpuPeriod),
                given.cpuset().or(old::cpuset),
                given.pids().or(old::pids),
                given.blockIo().or(old::blockIo),
                old.ulimits(),
                old.gpus());
    }
}
