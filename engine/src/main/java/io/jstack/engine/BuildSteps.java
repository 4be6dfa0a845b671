package io.jstack.engine;

import io.jstack.images.build.BuildContainers;
import io.jstack.images.build.BuildMount;
import io.jstack.images.build.BuildStep;
import io.jstack.networking.HostsFile;
import io.jstack.orchestrator.model.Connectivity;
import io.jstack.orchestrator.model.NetworkMode;
import io.jstack.runtime.ContainerRuntime;
import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.NetworkNamespace;
import io.jstack.runtime.OverlayRoot;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NullDevice;
import io.jstack.runtime.kernel.Pipe;
import io.jstack.runtime.kernel.SafePath;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.oci.User;
import io.jstack.runtime.security.SeccompProfile;
import io.jstack.values.ContainerId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Runs a build's {@code RUN} steps as containers like any other: same namespaces, rights, filter and limits. */
final class BuildSteps implements BuildContainers {
    private static final List<String> WRITTEN = List.of("hosts", "resolv.conf", "hostname");

    private final Instance instance;
    private final ContainerRuntime runtime;
    private final ContainerFiles files;
    private final BuildNetwork network;

    BuildSteps(Instance instance, ContainerRuntime runtime, ContainerFiles files, BuildNetwork network) {
        this.instance = instance;
        this.runtime = runtime;
        this.files = files;
        this.network = network;
    }

    @Override
    public int run(BuildStep step) throws InterruptedException {
        ContainerId id = ContainerId.random();
        OverlayRoot root = new OverlayRoot(step.layers(), step.upper(), step.work());
        try (Pipe output = Pipe.open();
                Fd nothing = NullDevice.open(Linux.O_RDONLY)) {
            Prepared prepared = runtime.prepare(new LaunchSpec(
                    id,
                    spec(id, step, runtime.resolveUser(step.user(), root)),
                    root,
                    new Stdio.Streams(nothing, output.write(), output.write()),
                    step.network() == BuildStep.BuildNetwork.HOST
                            ? new NetworkNamespace.Host()
                            : new NetworkNamespace.Fresh(),
                    files.run(id)));
            boolean joined = step.network() == BuildStep.BuildNetwork.DEFAULT;
            try {
                RunningContainer running = release(step, id, prepared);
                output.write().close();
                return finish(running, output.read(), step.output());
            } finally {
                if (joined) {
                    network.leave();
                }
            }
        } finally {
            files.forgetRun(id);
            removeMountPoints(step);
        }
    }

    private RunningContainer release(BuildStep step, ContainerId id, Prepared prepared) {
        try {
            if (step.network() == BuildStep.BuildNetwork.DEFAULT) {
                network.join(id, prepared);
            }
            return prepared.release(List.of());
        } catch (RuntimeException e) {
            prepared.abort();
            throw e;
        }
    }

    private static int finish(RunningContainer running, Fd output, Consumer<byte[]> sink) throws InterruptedException {
        try {
            var pumped = Pump.out(output, new Sink(sink), () -> running.exited().isDone());
            int code = running.exited().get().number().orElse(1);
            pumped.join();
            return code;
        } catch (InterruptedException e) {
            running.killAll();
            running.exited().join();
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a build step ended without a status", e);
        } finally {
            running.discard();
        }
    }

    private RuntimeSpec spec(ContainerId id, BuildStep step, User user) {
        FilesFor written = new FilesFor(files.run(id));
        HostsFile hosts = new HostsFile();
        step.hosts().forEach((name, address) -> hosts.peer(address, List.of(name)));
        List<Mount> mounts = new ArrayList<>(written.network(hosts.text(), "buildkit", NO_WISHES));
        int secrets = 0;
        for (BuildMount mount : step.mounts()) {
            mounts.add(mount(mount, files.run(id).resolve("mount-" + secrets++)));
        }
        Map<String, String> env = new LinkedHashMap<>(step.env());
        env.computeIfAbsent("HOME", name -> HomeDirectory.of(user, step.layers()));
        ProcessSpec process = DefaultSpec.process(step.args())
                .withUser(user)
                .withEnv(env.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList())
                .withCwd(step.workingDir());
        RuntimeSpec plain = DefaultSpec.of(step.args(), "rootfs", "/" + instance.cgroupParent() + "/" + id)
                .withProcess(process)
                .withHostname("buildkit");
        RuntimeSpec spec =
                (step.shm() > 0 ? plain.plusMounts(List.of(DefaultSpec.shm(step.shm()))) : plain).plusMounts(mounts);
        return spec.withLinux(
                spec.linux().withSeccomp(Optional.of(SeccompProfile.defaults().resolve(DefaultSpec.capabilities()))));
    }

    private static Mount mount(BuildMount mount, Path file) {
        if (mount instanceof BuildMount.Tmpfs memory) {
            return memory.size() > 0
                    ? Mount.tmpfs(memory.target(), "nosuid", "nodev", "size=" + memory.size())
                    : Mount.tmpfs(memory.target(), "nosuid", "nodev");
        }
        if (mount instanceof BuildMount.Secret secret) {
            // below /run, which is memory, and gone with the step
            DurableFile.write(file, secret.content(), DurableFile.Lasting.ENGINE_CRASH);
            FilesFor.own(file, secret.uid(), secret.gid(), secret.mode());
            return Mount.bind(file.toString(), secret.target(), "ro", "rprivate");
        }
        BuildMount.Host host = (BuildMount.Host) mount;
        return host.access() == BuildMount.Access.READ_ONLY
                ? Mount.bind(host.source().toString(), host.target(), "ro", "rprivate")
                : Mount.bind(host.source().toString(), host.target(), "rprivate");
    }

    private static final Connectivity NO_WISHES = new Connectivity(
            new NetworkMode.Own(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** What was made to mount ours upon is no part of the image. Its {@code /etc} may be a link: found in its root. */
    private static void removeMountPoints(BuildStep step) {
        try (Fd root = Linux.open(step.upper().toString(), Linux.O_PATH | Linux.O_DIRECTORY)) {
            Optional<Fd> found = SafePath.find(root, "/etc", Linux.O_PATH | Linux.O_DIRECTORY);
            if (found.isEmpty()) {
                return;
            }
            try (Fd etc = found.get()) {
                for (String name : WRITTEN) {
                    Path file = Path.of("/proc/self/fd/" + etc.number(), name);
                    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == 0) {
                        Files.delete(file);
                    }
                }
            }
            Path own = step.upper().resolve("etc");
            if (Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS)
                    && step.layers().stream().noneMatch(layer -> hasName(layer, "etc"))) {
                removeEmpty(own);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasName(Path layer, String name) {
        return Files.exists(layer.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    private static void removeEmpty(Path directory) throws IOException {
        try {
            Files.delete(directory);
        } catch (DirectoryNotEmptyException e) {
            return; // the step put something there
        }
    }

    /** Hands on what is written, a copy each time. */
    private static final class Sink extends OutputStream {
        private final Consumer<byte[]> sink;

        Sink(Consumer<byte[]> sink) {
            this.sink = sink;
        }

        @Override
        public void write(int b) {
            sink.accept(new byte[] {(byte) b});
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            sink.accept(java.util.Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }
}
