package io.jstack.engine;

import io.jstack.images.ContainerDefaults;
import io.jstack.orchestrator.model.Execution;
import io.jstack.orchestrator.model.Security;
import io.jstack.orchestrator.model.Service;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.oci.User;
import io.jstack.values.Bytes;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Merges what a service, its image and the rooms say into one OCI runtime spec. The only place where networking's and volumes' values
 * meet the runtime's.
 */
final class SpecFor {
    private final ContainerRecord record;
    private final Service service;
    private final ContainerDefaults image;

    SpecFor(ContainerRecord record, ContainerDefaults image) {
        this.record = record;
        this.service = record.service();
        this.image = image;
    }

    /**
     * The whole spec.
     *
     * @param user the service's or the image's user, looked up in the root
     * @param home the user's home directory there
     * @param links variables of {@code links}
     * @param mounts beside the defaults: hosts and its like, volumes, configs, secrets; in order
     */
    RuntimeSpec spec(
            User user, String home, Map<String, String> links, List<Mount> mounts, Rights rights, String cgroup) {
        Execution execution = service.execution();
        ProcessSpec process = DefaultSpec.process(args())
                .withUser(user)
                .withEnv(environment(home, links))
                .withCwd(cwd())
                .withCapabilities(rights.capabilities())
                .withRlimits(ResourcesFor.rlimits(service.resources().ulimits()));
        if (rights.noNewPrivileges()) {
            process = process.withNoNewPrivileges();
        }
        if (service.resources().oomScoreAdjust().isPresent()) {
            process =
                    process.withOomScoreAdj(service.resources().oomScoreAdjust().get());
        }
        if (execution.tty()) {
            process = process.withTerminal(Optional.empty());
        }
        RuntimeSpec spec = DefaultSpec.of(args(), "rootfs", cgroup).withProcess(process);
        Optional<Bytes> shm = service.storage().shmSize();
        if (shm.isPresent()) {
            spec = spec.plusMounts(List.of(DefaultSpec.shm(shm.get().value())));
        }
        spec = spec.withRoot(new io.jstack.runtime.oci.Root(
                        "rootfs", service.storage().readOnlyRoot()))
                .withHostname(HostsFor.hostname(record))
                .plusMounts(mounts)
                .withLinux(rights.applyTo(spec.linux())
                        .withResources(ResourcesFor.of(service.resources(), rights.devices())));
        for (Map.Entry<String, String> annotation : service.annotations().entrySet()) {
            spec = spec.withAnnotation(annotation.getKey(), annotation.getValue());
        }
        spec = spec.withMounts(rights.applyTo(spec.mounts()));
        if (InitProgram.isWanted(service)) {
            InitProgram.require(service);
            spec = InitProgram.applyTo(spec);
        }
        return service.connectivity().domainname().map(spec::withDomainname).orElse(spec);
    }

    /** Entrypoint and command as Compose overrides them: an entrypoint of its own also clears the image's command. An init is not in it. */
    List<String> args() {
        Execution execution = service.execution();
        List<String> entrypoint = execution.entrypoint().orElse(image.entrypoint());
        List<String> command = execution.command().orElse(execution.entrypoint().isPresent() ? List.of() : image.cmd());
        List<String> args = Stream.concat(entrypoint.stream(), command.stream()).toList();
        if (args.isEmpty()) {
            throw new JstackException(
                    EngineError.NO_COMMAND,
                    "service %s says no command, and neither does image %s".formatted(service.name(), record.image()),
                    "command: in the stack file");
        }
        return args;
    }

    /** The image's environment, then the links', then the service's: the later wins. */
    private List<String> environment(String home, Map<String, String> links) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", DefaultSpec.PATH.substring("PATH=".length()));
        environment.put("HOSTNAME", HostsFor.hostname(record));
        if (service.execution().tty()) {
            environment.put("TERM", "xterm");
        }
        environment.putAll(image.environment());
        environment.putAll(links);
        environment.putAll(service.execution().environment());
        environment.putIfAbsent("HOME", home);
        List<String> lines = new ArrayList<>();
        environment.forEach((name, value) -> lines.add(name + "=" + value));
        return lines;
    }

    String cwd() {
        return service.execution().workingDirectory().orElse(image.workingDir().isEmpty() ? "/" : image.workingDir());
    }

    /** As the service or the image names it; empty is root. */
    String user() {
        return service.execution().user().orElse(image.user());
    }

    int stopSignal() {
        return Signals.number(
                service.lifecycle().stopSignal().or(image::stopSignal).orElse("SIGTERM"));
    }

    /** {@code oom_score_adj} where it is set. */
    OptionalInt oomScoreAdjust() {
        return service.resources().oomScoreAdjust().map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    /** What the service may do. */
    Security security() {
        return service.security();
    }
}
