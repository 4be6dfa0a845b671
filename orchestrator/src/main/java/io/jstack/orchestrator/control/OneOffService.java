package io.jstack.orchestrator.control;

import io.jstack.orchestrator.RunOptions;
import io.jstack.orchestrator.model.Connectivity;
import io.jstack.orchestrator.model.Execution;
import io.jstack.orchestrator.model.Mount;
import io.jstack.orchestrator.model.PublishedPort;
import io.jstack.orchestrator.model.Security;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Storage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service with the overrides of {@code run}. */
final class OneOffService {
    private OneOffService() {}

    static Service of(Service service, RunOptions options) {
        Map<String, String> labels = new LinkedHashMap<>(service.labels());
        labels.putAll(options.labels());
        return new Service(
                service.name(),
                1,
                Optional.empty(),
                service.image(),
                execution(service.execution(), options),
                service.dependsOn(),
                connectivity(service.connectivity(), options),
                storage(service.storage(), options),
                Optional.empty(),
                service.lifecycle(),
                service.resources(),
                security(service.security(), options),
                service.logging(),
                labels,
                service.annotations(),
                service.extension(),
                service.hash());
    }

    private static Execution execution(Execution from, RunOptions options) {
        Map<String, String> environment = new LinkedHashMap<>(from.environment());
        environment.putAll(options.environment());
        boolean entrypoint = options.entrypoint().isPresent();
        Optional<List<String>> command = options.command().isEmpty()
                ? (entrypoint ? Optional.of(List.of()) : from.command())
                : Optional.of(options.command());
        return new Execution(
                entrypoint ? options.entrypoint() : from.entrypoint(),
                command,
                environment,
                options.workingDirectory().or(from::workingDirectory),
                options.user().or(from::user),
                from.groupAdd(),
                from.init(),
                options.tty(),
                options.stdin(),
                true);
    }

    private static Connectivity connectivity(Connectivity from, RunOptions options) {
        List<PublishedPort> ports =
                new ArrayList<>(options.ports() == RunOptions.Ports.OF_THE_SERVICE ? from.ports() : List.of());
        ports.addAll(options.publish());
        List<Connectivity.Attachment> attachments = from.attachments().stream()
                .map(a -> new Connectivity.Attachment(
                        a.network(),
                        options.useAliases() ? a.aliases() : List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        a.interfaceName(),
                        a.gatewayPriority()))
                .toList();
        return new Connectivity(
                from.mode(),
                attachments,
                ports,
                from.expose(),
                from.links(),
                from.externalLinks(),
                from.extraHosts(),
                from.dns(),
                from.dnsSearch(),
                from.dnsOptions(),
                from.hostname(),
                from.domainname(),
                Optional.empty());
    }

    private static Storage storage(Storage from, RunOptions options) {
        List<Mount> mounts = new ArrayList<>(from.mounts());
        mounts.removeIf(m -> options.volumes().stream().anyMatch(o -> o.target().equals(m.target())));
        mounts.addAll(options.volumes());
        return new Storage(
                mounts, from.volumesFrom(), from.configs(), from.secrets(), from.shmSize(), from.readOnlyRoot());
    }

    private static Security security(Security from, RunOptions options) {
        List<String> add = new ArrayList<>(from.capAdd());
        add.addAll(options.capAdd());
        List<String> drop = new ArrayList<>(from.capDrop());
        drop.addAll(options.capDrop());
        return new Security(
                from.privileged(),
                add,
                drop,
                from.securityOptions(),
                from.devices(),
                from.deviceCgroupRules(),
                from.sysctls(),
                from.pid(),
                from.ipc(),
                from.uts(),
                from.cgroup(),
                from.cgroupParent(),
                from.userns(),
                from.runtime());
    }
}
