package io.jstack.runtime.container;

import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.NetworkNamespace;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.MountTree;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.oci.Capabilities;
import io.jstack.runtime.oci.Capability;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.Namespace;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.Root;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.oci.SpecJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The {@code config.json} of a container that an OCI runtime makes: our record, with what only this host and this moment can say. */
final class OciConfig {
    private static final String DESCRIPTORS = "/proc/self/fd/";

    /** crun before 1.9 takes nothing later, and of what came later we ask nothing that we do not see to ourselves. */
    private static final String VERSION = "1.0.2";

    private final LaunchSpec spec;
    private final Path directory;
    private final Descriptors open;
    private final List<Step> attaching = new ArrayList<>();

    /** @param directory the bundle's */
    OciConfig(LaunchSpec spec, Path directory, Descriptors open) {
        this.spec = spec;
        this.directory = directory;
        this.open = open;
    }

    /** Writes it. The network namespace is empty on the host's network. */
    void write(Path root, Optional<Fd> network) {
        RuntimeSpec oci = spec.oci();
        io.jstack.runtime.oci.Linux linux = network.map(namespace ->
                        oci.linux().withNamespace(Namespace.joined(Namespace.Type.NETWORK, ofEngine(namespace))))
                .orElseGet(() -> onHostsNetwork(oci.linux()));
        RuntimeSpec settled = new RuntimeSpec(
                VERSION,
                process(oci.process()),
                new Root(root.toString(), oci.root().readonly()),
                hasOwnNames(oci) ? oci.hostname() : "",
                hasOwnNames(oci) ? oci.domainname() : "",
                oci.mounts().stream().map(this::reachable).toList(),
                linux,
                oci.annotations());
        try {
            Files.writeString(directory.resolve("config.json"), SpecJson.write(settled));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Steps that, in the runtime's mount namespace, put in their places the mounts it could not reach by a path. */
    List<Step> attaching() {
        return List.copyOf(attaching);
    }

    /** Whether a host name is the container's to set: runtimes refuse one where it is not. */
    static boolean hasOwnNames(RuntimeSpec oci) {
        return oci.linux()
                .namespace(Namespace.Type.UTS)
                .filter(uts -> uts.path().isEmpty())
                .isPresent();
    }

    /** A descriptor of this process, as another sees it. */
    private static String ofEngine(Fd fd) {
        return "/proc/%d/fd/%d".formatted(ProcessHandle.current().pid(), fd.number());
    }

    /** The defaults among the settings are meant for a network of the container's own. */
    private static io.jstack.runtime.oci.Linux onHostsNetwork(io.jstack.runtime.oci.Linux linux) {
        TreeMap<String, String> sysctl = new TreeMap<>(linux.sysctl());
        DefaultSpec.sysctl().forEach(sysctl::remove);
        return linux.withoutNamespace(Namespace.Type.NETWORK).withSysctl(sysctl);
    }

    /** What it would inherit from the engine is said, and a terminal's size. */
    private ProcessSpec process(ProcessSpec process) {
        ProcessSpec said = process.withRlimits(ProcessLimits.of(process))
                .withOomScoreAdj(process.oomScoreAdj().orElse(0))
                .withCapabilities(granted(process.capabilities()));
        return spec.stdio() instanceof Stdio.Terminal terminal
                ? said.withTerminal(Optional.of(new ProcessSpec.ConsoleSize(
                        terminal.size().rows(), terminal.size().columns())))
                : said;
    }

    private static Capabilities granted(Capabilities wanted) {
        return new Capabilities(
                granted(wanted.bounding()),
                granted(wanted.effective()),
                granted(wanted.inheritable()),
                granted(wanted.permitted()),
                granted(wanted.ambient()));
    }

    private static Set<Capability> granted(Set<Capability> wanted) {
        return Capability.ofMask(ContainerRights.granted(wanted));
    }

    /** What the engine holds by a descriptor, a place in a volume, becomes a mount below the bundle. */
    private Mount reachable(Mount mount) {
        if (!mount.source().startsWith(DESCRIPTORS)) {
            return mount;
        }
        Fd source = open.add(Linux.open(mount.source(), Linux.O_PATH));
        Path place = directory.resolve("source-" + attaching.size());
        try {
            if (FileStat.of(source).isDirectory()) {
                Files.createDirectories(place);
            } else if (Files.notExists(place)) {
                Files.createFile(place);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Fd tree = open.add(MountTree.cloneOf(source, MountOptions.of(mount).recursive()));
        Register target = new Register("source");
        attaching.add(Calls.open(place.toString(), Linux.O_PATH).into(target));
        attaching.add(Calls.moveMount(tree, target));
        return new Mount(mount.destination(), mount.type(), place.toString(), mount.options());
    }

    /** A new network namespace, or the one to be joined; empty on the host's. */
    static Optional<Fd> network(NetworkNamespace wanted, Descriptors open) {
        if (wanted instanceof NetworkNamespace.Joined joined) {
            return Optional.of(joined.namespace());
        }
        return wanted instanceof NetworkNamespace.Host
                ? Optional.empty()
                : Optional.of(open.add(io.jstack.runtime.kernel.SocketNamespace.inNew(
                        () -> Linux.open("/proc/thread-self/ns/net", Linux.O_RDONLY))));
    }
}
