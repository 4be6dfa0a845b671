package io.jstack.cli.commands;

import io.jstack.engine.ExecRequest;
import io.jstack.engine.RunningEngine;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.Projects;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.ContainerId;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the commands ask, put to the engine. */
final class EngineStacks implements Stacks {
    private final RunningEngine engine;

    EngineStacks(RunningEngine engine) {
        this.engine = engine;
    }

    @Override
    public Projects projects() {
        return engine.projects();
    }

    @Override
    public int exec(ContainerId container, Exec command, Io io) throws InterruptedException {
        return engine.containers().exec(container, request(command), io(io));
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
        return new io.jstack.engine.Io(
                io.in(),
                io.out(),
                io.err(),
                () -> new io.jstack.runtime.TerminalSize(
                        io.size().get().rows(), io.size().get().columns()),
                io.onResize());
    }

    @Override
    public int attach(ContainerId container, Io io, Runnable start) throws InterruptedException {
        return engine.containers().attach(container, io(io), start);
    }

    @Override
    public void kill(ContainerId container, String signal) {
        throw new UnsupportedOperationException("kill");
    }

    @Override
    public List<List<String>> top(ContainerId container) {
        return engine.containers().top(container);
    }

    @Override
    public InputStream copyOut(ContainerId container, String path, Links links) {
        throw new UnsupportedOperationException("cp");
    }

    @Override
    public void copyIn(ContainerId container, String path, InputStream tar, Owners owners) {
        throw new UnsupportedOperationException("cp");
    }

    @Override
    public Optional<Kind> kind(ContainerId container, String path) {
        throw new UnsupportedOperationException("cp");
    }

    @Override
    public void logs(String project, Logs wanted, LogReader reader) throws InterruptedException {
        throw new UnsupportedOperationException("logs");
    }

    @Override
    public void build(Stack stack, List<String> services, Build options, Progress progress) {
        throw new UnsupportedOperationException("build");
    }

    @Override
    public void pull(Stack stack, String service, Progress progress) {
        throw new UnsupportedOperationException("pull");
    }

    @Override
    public List<StoredImage> images() {
        throw new UnsupportedOperationException("images");
    }

    @Override
    public String importImage(InputStream tar, String name, List<String> changes, Progress progress) {
        throw new UnsupportedOperationException("import");
    }

    @Override
    public Optional<String> inspect(String nameOrId) {
        return engine.containers().inspect(nameOrId);
    }

    @Override
    public Map<String, String> status() {
        return Map.of();
    }
}
