package io.jstack.cli.commands;

import io.jstack.engine.BuildWish;
import io.jstack.engine.ContainerUsage;
import io.jstack.engine.CopyIn;
import io.jstack.engine.CopyOut;
import io.jstack.engine.DetachKeys;
import io.jstack.engine.ExecRequest;
import io.jstack.engine.FileChange;
import io.jstack.engine.HostNetworks;
import io.jstack.engine.HostVolumes;
import io.jstack.engine.ImageAccess;
import io.jstack.engine.LogListener;
import io.jstack.engine.LogRequest;
import io.jstack.engine.RegistryAccess;
import io.jstack.engine.Resource;
import io.jstack.engine.RunningEngine;
import io.jstack.engine.SystemAccess;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.Projects;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** What the commands ask, put to the engine. */
final class EngineStacks implements Stacks {
    private final RunningEngine engine;

    private final AutoRemoval removal;

    EngineStacks(RunningEngine engine) {
        this.engine = engine;
        this.removal = AutoRemoval.watch(engine);
    }

    @Override
    public Projects projects() {
        return engine.projects();
    }

    @Override
    public OptionalInt exec(ContainerId container, Exec command, Io io, String detachKeys) throws InterruptedException {
        return engine.containers().exec(container, request(command), io(io), keys(detachKeys));
    }

    @Override
    public void execDetached(ContainerId container, Exec command) {
        engine.containers().execDetached(container, request(command));
    }

    private static ExecRequest request(Exec exec) {
        return new ExecRequest(
                exec.command(),
                exec.environment(),
                exec.user(),
                exec.directory(),
                exec.privilege() == Privilege.ALL ? ExecRequest.Privilege.ALL : ExecRequest.Privilege.AS_THE_CONTAINER,
                exec.tty());
    }

    private static io.jstack.engine.Io io(Io io) {
        return new io.jstack.engine.Io(io.in(), io.out(), io.err(), io.size(), io.onResize());
    }

    @Override
    public OptionalInt attach(ContainerId container, Io io, String detachKeys, Runnable start)
            throws InterruptedException {
        return engine.containers().attach(container, io(io), start, keys(detachKeys));
    }

    @Override
    public Hold hold(String project) {
        return removal.hold(project);
    }

    @Override
    public Optional<ContainerId> container(String nameOrId) {
        return engine.containers().find(nameOrId);
    }

    @Override
    public OptionalInt join(ContainerId container, Io io, String detachKeys) throws InterruptedException {
        return engine.containers().join(container, io(io), keys(detachKeys));
    }

    private static DetachKeys keys(String text) {
        try {
            return DetachKeys.parse(text);
        } catch (IllegalArgumentException e) {
            throw new JstackException(
                    CommandError.USAGE, "--detach-keys: " + e.getMessage(), "--detach-keys ctrl-p,ctrl-q", e);
        }
    }

    @Override
    public boolean hasTerminal(ContainerId container) {
        return engine.containers().hasTerminal(container);
    }

    @Override
    public void kill(ContainerId container, String signal) {
        engine.containers().kill(container, signal);
    }

    @Override
    public List<List<String>> top(ContainerId container) {
        return engine.containers().top(container);
    }

    @Override
    public Optional<ContainerUsage> usage(ContainerId container) {
        return engine.containers().usage(container);
    }

    @Override
    public List<FileChange> changes(ContainerId container) {
        return engine.containers().changes(container);
    }

    @Override
    public Optional<String> spec(ContainerId container) {
        return engine.containers().spec(container);
    }

    @Override
    public List<List<String>> audit(ContainerId container) {
        return engine.containers().audit(container);
    }

    @Override
    public InputStream copyOut(ContainerId container, String path, Links links) throws IOException {
        PipedInputStream end = new PipedInputStream(1 << 16);
        PipedOutputStream start = new PipedOutputStream(end);
        CopyOut.Links kept = links == Links.FOLLOWED ? CopyOut.Links.FOLLOWED : CopyOut.Links.KEPT;
        Thread writer = new Thread(
                () -> {
                    try (start) {
                        engine.containers().copyOut(container, path, kept, start);
                    } catch (IOException e) {
                        // the reader has left; a tar that stops short is an error to whoever still reads it
                        return;
                    }
                },
                "copy-out");
        writer.setDaemon(true);
        writer.start();
        return end;
    }

    @Override
    public void copyIn(ContainerId container, String path, InputStream tar, Owners owners) throws IOException {
        engine.containers()
                .copyIn(container, path, tar, owners == Owners.KEPT ? CopyIn.Owners.KEPT : CopyIn.Owners.ROOT);
    }

    @Override
    public Optional<Kind> kind(ContainerId container, String path) {
        return engine.containers()
                .kind(container, path)
                .map(kind -> kind == CopyIn.Kind.DIRECTORY ? Kind.DIRECTORY : Kind.FILE);
    }

    @Override
    public void logs(String project, Logs wanted, LogReader reader) throws InterruptedException {
        engine.containers()
                .logs(
                        new LogRequest(
                                project,
                                wanted.services(),
                                wanted.index(),
                                wanted.tail(),
                                wanted.since(),
                                wanted.until(),
                                wanted.follow()),
                        new LogListener() {
                            @Override
                            public void line(String container, Instant time, Origin stream, byte[] bytes, Part part) {
                                Stacks.Origin origin =
                                        stream == Origin.STDERR ? Stacks.Origin.STDERR : Stacks.Origin.STDOUT;
                                Ending ending = part == Part.LAST ? Ending.LINE : Ending.PART;
                                reader.line(new LogLine(container, time, origin, ending, bytes));
                            }

                            @Override
                            public void caughtUp() {
                                reader.caughtUp();
                            }
                        });
    }

    @Override
    public void build(Stack stack, List<String> services, Build options, Progress progress)
            throws InterruptedException {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String argument : options.arguments()) {
            String[] parts = argument.split("=", 2);
            arguments.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
        BuildWish wish = new BuildWish(
                arguments,
                options.cache() == Cache.IGNORED ? BuildWish.Cache.IGNORED : BuildWish.Cache.USED,
                options.bases() == Bases.PULLED ? BuildWish.Bases.PULLED : BuildWish.Bases.AS_STORED,
                options.agent());
        for (Service service : stack.services().values()) {
            boolean wanted = services.isEmpty() || services.contains(service.name());
            if (wanted && service.image().build().isPresent()) {
                String name = service.image().reference();
                engine.images().build(stack, service, wish, told(progress, name));
                progress.on(new Progress.Step(Progress.Resource.IMAGE, name, Progress.State.DONE, "Built"));
            }
        }
    }

    @Override
    public void pull(Stack stack, String service, Progress progress) throws InterruptedException {
        String name = Objects.requireNonNull(stack.services().get(service), service)
                .image()
                .reference();
        engine.images().pull(name, Optional.empty(), told(progress, name));
        progress.on(new Progress.Step(Progress.Resource.IMAGE, name, Progress.State.DONE, "Pulled"));
    }

    @Override
    public ImageAccess imageStore() {
        return engine.images();
    }

    @Override
    public RegistryAccess registries() {
        return engine.registries();
    }

    @Override
    public SystemAccess system() {
        return engine.system();
    }

    @Override
    public List<StoredImage> images() {
        return engine.images().list().stream()
                .map(image ->
                        new StoredImage(image.repository(), image.tag(), image.id(), image.size(), image.created()))
                .toList();
    }

    @Override
    public String importImage(InputStream tar, String name, List<String> changes, String message, Progress progress) {
        return engine.images().importTar(tar, name, changes, message, told(progress, name));
    }

    private static Consumer<String> told(Progress progress, String name) {
        return line -> progress.on(new Progress.Step(Progress.Resource.IMAGE, name, Progress.State.WORKING, line));
    }

    @Override
    public HostNetworks networks() {
        return engine.networks();
    }

    @Override
    public HostVolumes volumes() {
        return engine.volumes();
    }

    @Override
    public Optional<String> inspect(Resource kind, String nameOrId) {
        return engine.containers().inspect(kind, nameOrId);
    }

    @Override
    public Map<String, String> status() {
        return Map.of();
    }
}
