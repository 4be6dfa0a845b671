package io.jstack.engine;

import io.jstack.images.Image;
import io.jstack.networking.Endpoint;
import io.jstack.networking.EndpointSpec;
import io.jstack.networking.ReservedPort;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.model.NetworkMode;
import io.jstack.runtime.ContainerRuntime;
import io.jstack.runtime.Kept;
import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.NetworkNamespace;
import io.jstack.runtime.OciRuntime;
import io.jstack.runtime.OverlayRoot;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.oci.User;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts a container: every room's part is settled, the process is made up to its gate, wired, and let go. */
final class StartContainer {
    private final Instance instance;
    private final ContainerRuntime runtime;
    private final Containers containers;
    private final ContainerFiles files;
    private final Endpoints endpoints;
    private final SharedNamespaces namespaces;
    private final NetworkRoom networks;
    private final PortRoom ports;
    private final ImageRoom images;
    private final LogRoom logs;
    private final ApiSockets api;
    private final LastSpecs specs;

    StartContainer(
            Instance instance,
            ContainerRuntime runtime,
            Containers containers,
            ContainerFiles files,
            NetworkRoom networks,
            PortRoom ports,
            ImageRoom images,
            LogRoom logs,
            ApiSockets api,
            LastSpecs specs) {
        this.instance = instance;
        this.runtime = runtime;
        this.containers = containers;
        this.files = files;
        this.endpoints = new Endpoints(networks);
        this.namespaces = new SharedNamespaces(containers, files);
        this.networks = networks;
        this.ports = ports;
        this.images = images;
        this.logs = logs;
        this.api = api;
        this.specs = specs;
    }

    /**
     * The new run. What the run before it still held is taken over, or given up.
     *
     * @param restarts as its record says, which is there before its program starts
     */
    Run start(Container container, int restarts) {
        ContainerRecord record = container.record();
        Image image = images.require(record.imageId());
        OverlayRoot root = root(record, image);
        SpecFor specFor = new SpecFor(record, image.config().container());
        User user = user(record, specFor, root);
        Optional<Run> before = container.giveUpRun();
        Optional<Run> sibling = containers.livingSibling(record).flatMap(Container::run);
        try (RecordedMounts recorded = new RecordedMounts(record)) {
            HostsFor hosts = new HostsFor(record, endpoints.networks(record), containers);
            List<Mount> mounts = mounts(record, user, hosts, recorded);
            RuntimeSpec spec = namespaces.of(record, spec(record, specFor, user, hosts, mounts));
            Run run = launch(record, restarts, spec, root, before, sibling);
            before.ifPresent(old -> old.running().letGo());
            return run;
        } catch (RuntimeException e) {
            before.ifPresent(this::release);
            throw e;
        }
    }

    /** Lets go of everything a run held of the host. */
    void release(Run run) {
        networks.networks().unpublish(run.ports());
        ports.release(run.ports());
        networks.networks().detach(run.endpoints());
        run.running().letGo();
    }

    /** What an exec into a container starts from, when another engine launched it. */
    Run.Inherited inherited(ContainerRecord record) {
        Image image = images.require(record.imageId());
        SpecFor specFor = new SpecFor(record, image.config().container());
        User user = user(record, specFor, root(record, image));
        HostsFor hosts = new HostsFor(record, endpoints.networks(record), containers);
        RuntimeSpec spec = spec(record, specFor, user, hosts, List.of());
        return inherited(spec);
    }

    private static Run.Inherited inherited(RuntimeSpec spec) {
        return new Run.Inherited(
                spec.process(), spec.linux().seccomp(), spec.linux().resources());
    }

    private List<Mount> mounts(ContainerRecord record, User user, HostsFor hosts, RecordedMounts recorded) {
        files.makeRun(record.id());
        FilesFor written = new FilesFor(files.run(record.id()));
        List<Mount> mounts = new ArrayList<>(written.network(
                hosts.text(endpoints.first(record)),
                HostsFor.hostname(record),
                record.service().connectivity()));
        mounts.addAll(recorded.mounts());
        mounts.addAll(written.contents(record, user));
        return mounts;
    }

    private User user(ContainerRecord record, SpecFor specFor, OverlayRoot root) {
        User user = runtime.resolveUser(specFor.user(), root);
        List<String> groups = record.service().execution().groupAdd();
        return groups.isEmpty() ? user : user.inGroups(runtime.resolveGroups(groups, root));
    }

    private RuntimeSpec spec(ContainerRecord record, SpecFor specFor, User user, HostsFor hosts, List<Mount> mounts) {
        return specFor.spec(
                user,
                images.home(record.imageId(), user),
                new LinksFor(containers, images, hosts).variables(record),
                mounts,
                Rights.of(record.service().security(), record.directory()),
                group(record));
    }

    private String group(ContainerRecord record) {
        return record.service()
                .security()
                .cgroupParent()
                .map(parent -> Path.of("/")
                        .resolve(parent)
                        .normalize()
                        .resolve(record.id().value()))
                .map(Path::toString)
                .orElse("/" + instance.cgroupParent() + "/" + record.id());
    }

    private OverlayRoot root(ContainerRecord record, Image image) {
        return files.layers(record.id(), image, files.work(record.id()));
    }

    /** @param sibling another container of the replica, whose ports this one will take over: its holder keeps them from the start */
    private Run launch(
            ContainerRecord record,
            int restarts,
            RuntimeSpec spec,
            OverlayRoot root,
            Optional<Run> before,
            Optional<Run> sibling) {
        Optional<Fd> kept = before.filter(old -> !old.endpoints().isEmpty())
                .flatMap(old -> old.running().networkNamespace());
        NetworkNamespace network = namespace(record, kept);
        LogRoom.Output output = logs.open(record, spec);
        Prepared prepared;
        try {
            prepared = runtime.prepare(new LaunchSpec(
                    record.id(),
                    spec,
                    root,
                    output.stdio(),
                    network,
                    files.run(record.id()),
                    record.service().security().runtime().map(OciRuntime::named)));
        } catch (RuntimeException e) {
            output.abandon();
            throw e;
        }
        List<ReservedPort> reserved = before.map(Run::ports).orElse(List.of());
        List<Endpoint> wired = before.map(Run::endpoints).orElse(List.of());
        try {
            List<EndpointSpec> wanted = kept.isEmpty() ? endpoints.of(record) : List.of();
            if (kept.isEmpty()) { // no ends on the host without a network that leads there
                reserved = sibling.isPresent() || wanted.isEmpty() ? List.of() : ports.reserve(record);
            }
            List<Kept> keep = new ArrayList<>(output.kept());
            keep.addAll(
                    PortRoom.kept(reserved.isEmpty() ? sibling.map(Run::ports).orElse(List.of()) : reserved));
            keep.addAll(api.kept(record));
            prepared.hold(keep);
            if (kept.isEmpty()) {
                wired = wire(record, wanted, prepared);
                publish(reserved, wired);
            }
            Instant started = Instant.now();
            List<Observed.Publish> published = PortRoom.shown(reserved);
            RunningContainer running = prepared.release(handle -> files.saveRun(
                    record.id(), new RunRecord(handle, started, restarts, Health.NONE, published, false)));
            output.started(running);
            specs.note(record.id(), spec);
            return new Run(running, started, wired, reserved, inherited(spec));
        } catch (RuntimeException e) {
            abort(prepared, e);
            files.forgetRunRecord(record.id());
            output.abandon();
            if (kept.isEmpty()) {
                networks.networks().unpublish(reserved);
                ports.release(reserved);
                networks.networks().detach(wired);
            }
            throw e;
        }
    }

    private static void abort(Prepared prepared, RuntimeException cause) {
        try {
            prepared.abort();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private List<Endpoint> wire(ContainerRecord record, List<EndpointSpec> wanted, Prepared prepared) {
        NetworkMode mode = record.service().connectivity().mode();
        if (!wanted.isEmpty()) {
            return networks.networks()
                    .attach(
                            prepared.networkNamespace().orElseThrow(),
                            prepared.netlink().orElseThrow(),
                            wanted);
        }
        if (mode instanceof NetworkMode.None || mode instanceof NetworkMode.Own) {
            networks.networks().attachNothing(prepared.netlink().orElseThrow());
        }
        return List.of();
    }

    private void publish(List<ReservedPort> reserved, List<Endpoint> wired) {
        if (!reserved.isEmpty()) {
            networks.networks()
                    .publish(PortRoom.publications(
                            reserved,
                            Endpoint.publishing(wired).orElseThrow().spec().address()));
        }
    }

    /** Leads the host ports a sibling held to a running container, in one step; the run that holds them. */
    Run takeOver(ContainerRecord record, Run run, List<ReservedPort> held) {
        PortRoom.Succession succession = ports.succeed(record, held);
        networks.networks()
                .publish(PortRoom.publications(
                        succession.wanted(),
                        Endpoint.publishing(run.endpoints())
                                .orElseThrow()
                                .spec()
                                .address()));
        networks.networks().unpublish(succession.left());
        ports.release(succession.left());
        return run.publishing(succession.wanted());
    }

    private NetworkNamespace namespace(ContainerRecord record, Optional<Fd> kept) {
        NetworkMode mode = record.service().connectivity().mode();
        if (mode instanceof NetworkMode.Host) {
            return new NetworkNamespace.Host();
        }
        if (mode instanceof NetworkMode.OfService of) {
            return new NetworkNamespace.Joined(of(record, of.service()));
        }
        if (mode instanceof NetworkMode.OfContainer of) {
            return new NetworkNamespace.Joined(of(containers.resolve(of.container())));
        }
        return kept.<NetworkNamespace>map(NetworkNamespace.Joined::new).orElseGet(NetworkNamespace.Fresh::new);
    }

    private Fd of(ContainerRecord record, String service) {
        return containers.of(record.project()).stream()
                .filter(other -> other.record().service().name().equals(service)
                        && !other.record().isOneOff())
                .filter(Container::isAlive)
                .findFirst()
                .map(StartContainer::of)
                .orElseThrow(() -> new JstackException(
                        EngineError.NO_SUCH_NETWORK_SOURCE,
                        "%s shares the network of service %s, which is not running".formatted(record.name(), service),
                        "jstack start " + service));
    }

    private static Fd of(Container other) {
        return other.run()
                .flatMap(run -> run.running().networkNamespace())
                .orElseThrow(() -> new JstackException(
                        EngineError.NO_SUCH_NETWORK_SOURCE,
                        "container %s has no network of its own to share"
                                .formatted(other.record().name()),
                        "start it first"));
    }
}
