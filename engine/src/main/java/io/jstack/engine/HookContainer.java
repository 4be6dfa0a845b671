package io.jstack.engine;

import io.jstack.images.Image;
import io.jstack.orchestrator.CommandResult;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Engine.StartReason;
import io.jstack.orchestrator.model.Connectivity;
import io.jstack.orchestrator.model.Execution;
import io.jstack.orchestrator.model.Lifecycle;
import io.jstack.orchestrator.model.Security;
import io.jstack.orchestrator.model.Service;
import io.jstack.runtime.logs.LogLine;
import io.jstack.runtime.logs.LogQuery;
import io.jstack.runtime.logs.LogReader;
import io.jstack.values.ContainerId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a hook in a container of its own, gone when it ends: before the service's container runs, or with an image of its own. It has
 * the container's volumes, networks, configs and secrets, and none of its names, ports and fixed addresses.
 */
final class HookContainer {
    private final Containers containers;
    private final ContainerFiles files;
    private final ImageRoom images;
    private final Lives lives;
    private final LogRoom logs;

    HookContainer(Containers containers, ContainerFiles files, ImageRoom images, Lives lives, LogRoom logs) {
        this.containers = containers;
        this.files = files;
        this.images = images;
        this.lives = lives;
        this.logs = logs;
    }

    CommandResult run(Container of, Lifecycle.Hook hook) {
        Container container = new Container(record(of.record(), hook), Container.Phase.CREATED);
        containers.add(container);
        files.save(container.record());
        try {
            lives.start(container, StartReason.ASKED);
            int code = container
                    .run()
                    .map(run -> run.running().exited().join().number().orElse(1))
                    .orElse(1);
            logs.drained(container.id()).join();
            return new CommandResult(code, output(container.id()), false);
        } finally {
            lives.remove(container, AnonymousVolumes.KEEP);
        }
    }

    private String output(ContainerId id) {
        StringBuilder text = new StringBuilder();
        try (LogReader reader = LogReader.open(logs.directory(id), LogQuery.ALL)) {
            List<LogLine> lines = reader.next(Duration.ZERO);
            while (!lines.isEmpty() && text.length() < CommandResult.OUTPUT_LIMIT) {
                lines.forEach(line -> text.append(line.text()).append(line.endsHere() ? "\n" : ""));
                lines = reader.next(Duration.ZERO);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return text.substring(0, Math.min(text.length(), CommandResult.OUTPUT_LIMIT));
    }

    private ContainerRecord record(ContainerRecord of, Lifecycle.Hook hook) {
        ContainerId id = ContainerId.random();
        Optional<Image> image = hook.image().map(images::named);
        return new ContainerRecord(
                ContainerRecord.SCHEMA,
                id,
                of.name() + "-hook-" + id.shortId(),
                of.project(),
                of.directory(),
                of.files(),
                service(of.service(), hook),
                0,
                of.hash(),
                hook.image().orElse(of.image()),
                image.map(found -> found.id().toString()).orElse(of.imageId()),
                Optional.of(id.shortId()),
                ContainerRecord.Aliases.NONE,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                of.networks(),
                of.mounts(),
                List.of(),
                of.configs(),
                of.secrets(),
                Map.of());
    }

    private static Service service(Service of, Lifecycle.Hook hook) {
        return new Service(
                of.name(),
                1,
                Optional.empty(),
                of.image(),
                execution(of.execution(), hook),
                List.of(),
                connectivity(of.connectivity()),
                of.storage(),
                Optional.empty(),
                of.lifecycle(),
                of.resources(),
                hook.privileged() ? privileged(of.security()) : of.security(),
                io.jstack.orchestrator.model.Logging.DEFAULT,
                of.labels(),
                of.annotations(),
                of.extension(),
                of.hash());
    }

    private static Execution execution(Execution of, Lifecycle.Hook hook) {
        Map<String, String> environment = new LinkedHashMap<>(of.environment());
        environment.putAll(hook.environment());
        boolean own = hook.image().isPresent();
        return new Execution(
                Optional.of(List.of()),
                Optional.of(hook.command()),
                environment,
                hook.workingDirectory().or(() -> own ? Optional.empty() : of.workingDirectory()),
                hook.user().or(() -> own ? Optional.empty() : of.user()),
                own ? List.of() : of.groupAdd(),
                false,
                false,
                false,
                false);
    }

    private static Connectivity connectivity(Connectivity of) {
        List<Connectivity.Attachment> attachments = of.attachments().stream()
                .map(a -> new Connectivity.Attachment(
                        a.network(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        a.interfaceName(),
                        a.gatewayPriority()))
                .toList();
        return new Connectivity(
                of.mode(),
                attachments,
                List.of(),
                List.of(),
                of.links(),
                of.externalLinks(),
                of.extraHosts(),
                of.dns(),
                of.dnsSearch(),
                of.dnsOptions(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Security privileged(Security of) {
        return new Security(
                true,
                of.capAdd(),
                of.capDrop(),
                of.securityOptions(),
                of.devices(),
                of.deviceCgroupRules(),
                of.sysctls(),
                of.pid(),
                of.ipc(),
                of.uts(),
                of.cgroup(),
                of.cgroupParent(),
                of.userns(),
                of.runtime());
    }
}
