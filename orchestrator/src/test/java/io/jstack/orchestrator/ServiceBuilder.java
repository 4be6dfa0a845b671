package io.jstack.orchestrator;

import io.jstack.orchestrator.model.Connectivity;
import io.jstack.orchestrator.model.Dependency;
import io.jstack.orchestrator.model.Execution;
import io.jstack.orchestrator.model.Extension;
import io.jstack.orchestrator.model.Healthcheck;
import io.jstack.orchestrator.model.ImageUse;
import io.jstack.orchestrator.model.Lifecycle;
import io.jstack.orchestrator.model.Logging;
import io.jstack.orchestrator.model.Mount;
import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.NetworkMode;
import io.jstack.orchestrator.model.PublishedPort;
import io.jstack.orchestrator.model.Resources;
import io.jstack.orchestrator.model.Security;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.model.Storage;
import io.jstack.orchestrator.model.Volume;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Services and stacks for tests, with nothing in them that the test does not say. */
public final class ServiceBuilder {
    private final String name;
    private int replicas = 1;
    private Optional<String> containerName = Optional.empty();
    private String image = "busybox";
    private Optional<List<String>> command = Optional.empty();
    private final List<Dependency> dependsOn = new ArrayList<>();
    private final List<String> networks = new ArrayList<>();
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private NetworkMode mode = new NetworkMode.Own();
    private final List<PublishedPort> ports = new ArrayList<>();
    private final List<Mount> mounts = new ArrayList<>();
    private final List<Storage.VolumesFrom> volumesFrom = new ArrayList<>();
    private Optional<Healthcheck> healthcheck = Optional.empty();
    private Optional<Lifecycle.Restart> restart = Optional.empty();
    private Optional<Duration> grace = Optional.empty();
    private Optional<Lifecycle.UpdateConfig> update = Optional.empty();
    private Optional<Boolean> keep = Optional.empty();
    private boolean disabled;

    private ServiceBuilder(String name) {
        this.name = name;
    }

    public static ServiceBuilder service(String name) {
        return new ServiceBuilder(name);
    }

    /** A stack of these services, with the networks and volumes they name. */
    public static Stack stack(String project, ServiceBuilder... builders) {
        Map<String, Service> services = new LinkedHashMap<>();
        TreeSet<String> networks = new TreeSet<>();
        TreeSet<String> volumes = new TreeSet<>();
        Set<String> disabled = new HashSet<>();
        for (ServiceBuilder builder : builders) {
            if (builder.disabled) {
                disabled.add(builder.name);
                continue;
            }
            services.put(builder.name, builder.build());
            networks.addAll(builder.networks);
            builder.mounts.forEach(m -> {
                if (m instanceof Mount.Named named) {
                    volumes.add(named.volume());
                }
            });
        }
        Map<String, Network> networkMap = new LinkedHashMap<>();
        networks.forEach(key -> networkMap.put(key, network(project, key)));
        Map<String, Volume> volumeMap = new LinkedHashMap<>();
        volumes.forEach(key ->
                volumeMap.put(key, new Volume(key, project + "_" + key, false, Optional.empty(), Map.of(), Map.of())));
        return new Stack(
                project,
                Path.of("/srv/" + project),
                List.of(Path.of("/srv/" + project + "/stack.yaml")),
                services,
                disabled,
                networkMap,
                volumeMap,
                Map.of(),
                Map.of(),
                Extension.NONE);
    }

    public static Network network(String project, String key) {
        return new Network(
                key, project + "_" + key, false, false, false, Optional.empty(), Map.of(), List.of(), false, Map.of());
    }

    /** Its profile is off. */
    public ServiceBuilder disabled() {
        disabled = true;
        return this;
    }

    public ServiceBuilder replicas(int number) {
        replicas = number;
        return this;
    }

    public ServiceBuilder containerName(String value) {
        containerName = Optional.of(value);
        return this;
    }

    public ServiceBuilder image(String reference) {
        image = reference;
        return this;
    }

    public ServiceBuilder command(String... words) {
        command = Optional.of(List.of(words));
        return this;
    }

    public ServiceBuilder dependsOn(String service, Dependency.Condition condition) {
        dependsOn.add(new Dependency(service, condition, false, true));
        return this;
    }

    public ServiceBuilder dependsOn(Dependency dependency) {
        dependsOn.add(dependency);
        return this;
    }

    public ServiceBuilder after(String service) {
        return dependsOn(service, Dependency.Condition.STARTED);
    }

    public ServiceBuilder on(String network) {
        networks.add(network);
        return this;
    }

    public ServiceBuilder on(String network, String address) {
        networks.add(network);
        addresses.put(network, address);
        return this;
    }

    public ServiceBuilder inNamespaceOf(String service) {
        mode = new NetworkMode.OfService(service);
        return after(service);
    }

    public ServiceBuilder port(int published, int target) {
        ports.add(new PublishedPort(
                Optional.empty(),
                Optional.of(new PublishedPort.PortRange(published, published)),
                target,
                "tcp",
                Optional.empty()));
        return this;
    }

    public ServiceBuilder volume(String key, String target) {
        mounts.add(new Mount.Named(key, target, false, Optional.empty(), false));
        return this;
    }

    public ServiceBuilder volumesFrom(String service) {
        volumesFrom.add(new Storage.VolumesFrom(Storage.VolumesFrom.Source.SERVICE, service, false));
        return this;
    }

    public ServiceBuilder anonymousVolume(String target) {
        mounts.add(new Mount.Anonymous(target, false, false));
        return this;
    }

    public ServiceBuilder healthcheck(Duration interval, int retries, Duration startPeriod) {
        healthcheck = Optional.of(new Healthcheck(
                Optional.of(List.of("CMD", "check")),
                Optional.of(interval),
                Optional.of(Duration.ofSeconds(5)),
                Optional.of(retries),
                Optional.of(startPeriod),
                Optional.empty(),
                false));
        return this;
    }

    public ServiceBuilder restart(Lifecycle.Restart.Policy policy) {
        restart = Optional.of(new Lifecycle.Restart(policy, Optional.empty(), Optional.empty()));
        return this;
    }

    public ServiceBuilder restartOnFailure(int attempts) {
        restart = Optional.of(
                new Lifecycle.Restart(Lifecycle.Restart.Policy.ON_FAILURE, Optional.of(attempts), Optional.empty()));
        return this;
    }

    public ServiceBuilder grace(Duration value) {
        grace = Optional.of(value);
        return this;
    }

    public ServiceBuilder parallelism(int number) {
        return update(Lifecycle.UpdateConfig.Order.STOP_FIRST, number, Lifecycle.UpdateConfig.FailureAction.PAUSE);
    }

    public ServiceBuilder update(
            Lifecycle.UpdateConfig.Order order, int parallelism, Lifecycle.UpdateConfig.FailureAction action) {
        update = Optional.of(new Lifecycle.UpdateConfig(order, parallelism, Duration.ZERO, Duration.ZERO, action, 0));
        return this;
    }

    public ServiceBuilder notKept() {
        keep = Optional.of(false);
        return this;
    }

    private Service build() {
        List<Connectivity.Attachment> attachments = networks.stream()
                .map(n -> new Connectivity.Attachment(
                        n,
                        List.of(),
                        Optional.ofNullable(addresses.get(n)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0))
                .toList();
        Service service = new Service(
                name,
                replicas,
                containerName,
                new ImageUse(image, Optional.empty(), ImageUse.PullPolicy.UNSET, Optional.empty(), Optional.empty()),
                new Execution(
                        Optional.empty(),
                        command,
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        false,
                        false,
                        false,
                        true),
                dependsOn,
                new Connectivity(
                        mode,
                        attachments,
                        ports,
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                new Storage(mounts, volumesFrom, List.of(), List.of(), Optional.empty(), false),
                healthcheck,
                new Lifecycle(
                        restart, Optional.empty(), grace, List.of(), List.of(), List.of(), update, Optional.empty()),
                new Resources(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        false),
                new Security(
                        false,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Logging.DEFAULT,
                Map.of(),
                Map.of(),
                new Extension(keep, Optional.empty(), Optional.empty(), Optional.empty()),
                "");
        String hash = Integer.toHexString(service.withReplicas(1).toString().hashCode());
        return new Service(
                name,
                replicas,
                containerName,
                service.image(),
                service.execution(),
                service.dependsOn(),
                service.connectivity(),
                service.storage(),
                service.healthcheck(),
                service.lifecycle(),
                service.resources(),
                service.security(),
                service.logging(),
                service.labels(),
                service.annotations(),
                service.extension(),
                hash);
    }
}
