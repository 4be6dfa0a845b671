package io.jstack.engine;

import io.jstack.images.Image;
import io.jstack.orchestrator.CommandResult;
import io.jstack.orchestrator.HealthTest;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.model.Lifecycle;
import io.jstack.runtime.Captured;
import io.jstack.runtime.ContainerRuntime;
import io.jstack.runtime.ExecProcess;
import io.jstack.runtime.ExecSpec;
import io.jstack.runtime.OverlayRoot;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NullDevice;
import io.jstack.runtime.kernel.Pipe;
import io.jstack.runtime.oci.Capabilities;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.Seccomp;
import io.jstack.runtime.oci.User;
import io.jstack.runtime.security.CapabilityRules;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Processes that join a running container: exec, health probes, hooks. */
final class Inside {
    private static final int SIGKILL = 9;

    private final ContainerRuntime runtime;
    private final ContainerFiles files;
    private final ImageRoom images;

    Inside(ContainerRuntime runtime, ContainerFiles files, ImageRoom images) {
        this.runtime = runtime;
        this.files = files;
        this.images = images;
    }

    /** Runs a command to its end; its exit code as Docker counts. Empty when it was left by the keys. */
    OptionalInt exec(Container container, ExecRequest request, Io io, DetachKeys keys) throws InterruptedException {
        Run run = running(container);
        ExecSpec spec = spec(container, run, request);
        return request.tty() ? execOnTerminal(run, spec, io, keys) : OptionalInt.of(execOnPipes(run, spec, io));
    }

    /** Starts a command and leaves it to itself. */
    void execDetached(Container container, ExecRequest request) {
        Run run = running(container);
        try (Fd nothing = NullDevice.open(Linux.O_RDWR)) {
            ExecSpec spec = spec(container, run, request);
            run.running()
                    .exec(new ExecSpec(spec.process(), spec.seccomp(), new Stdio.Streams(nothing, nothing, nothing)));
        }
    }

    private static OptionalInt execOnTerminal(Run run, ExecSpec spec, Io io, DetachKeys keys)
            throws InterruptedException {
        ExecSpec onTerminal = new ExecSpec(spec.process(), spec.seccomp(), new Stdio.Terminal(size(io)));
        ExecProcess process = run.running().exec(onTerminal);
        Fd master = process.terminal().orElseThrow();
        io.onResize().accept(() -> process.resize(size(io)));
        CompletableFuture<Void> output =
                Pump.out(master, io.out(), () -> process.exited().isDone());
        // its terminal lives as long as it does, whoever looks: closing it would hang up on the process
        CompletableFuture<Void> over = output.whenComplete((done, failure) -> master.close());
        CompletableFuture<Void> left = new CompletableFuture<>();
        Pump.in(keys.watch(io.in(), () -> left.complete(null)), master, () -> {});
        return finish(process, over, left);
    }

    private int execOnPipes(Run run, ExecSpec spec, Io io) throws InterruptedException {
        Pipe in = Pipe.open();
        Pipe out = Pipe.open();
        Pipe err = Pipe.open();
        try {
            ExecProcess process = run.running()
                    .exec(new ExecSpec(
                            spec.process(), spec.seccomp(), new Stdio.Streams(in.read(), out.write(), err.write())));
            in.read().close();
            out.write().close();
            err.write().close();
            var output = CompletableFuture.allOf(
                    Pump.out(out.read(), io.out(), () -> process.exited().isDone()),
                    Pump.out(err.read(), io.err(), () -> process.exited().isDone()));
            Pump.in(io.in(), in.write(), in.write()::close);
            return finish(process, output, new CompletableFuture<>()).orElseThrow();
        } finally {
            in.close();
            out.close();
            err.close();
        }
    }

    private static io.jstack.runtime.TerminalSize size(Io io) {
        var size = io.size().get();
        return new io.jstack.runtime.TerminalSize(size.rows(), size.columns());
    }

    /** Its exit code; empty when it was {@code left} before it ended. */
    private static OptionalInt finish(ExecProcess process, CompletableFuture<Void> output, CompletableFuture<Void> left)
            throws InterruptedException {
        try {
            CompletableFuture.anyOf(process.exited(), left).get();
            if (!process.exited().isDone()) {
                return OptionalInt.empty();
            }
            output.get();
            return OptionalInt.of(process.exited().get().number().orElse(1));
        } catch (InterruptedException e) {
            // the caller went away: what it started ends with it, as a shell's foreground job on hang-up
            process.kill(SIGKILL);
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException("exec ended without a status", e);
        }
    }

    /** One health test. */
    CommandResult probe(Container container, HealthTest test, Duration timeout) {
        Run run = running(container);
        if (test instanceof HealthTest.Inside inside) {
            ProcessSpec process = run.inside().process().withArgs(args(container, inside.test()));
            return result(
                    run.running().captureAgain(process, run.inside().seccomp(), timeout, CommandResult.OUTPUT_LIMIT));
        }
        HealthTest.Outside outside = (HealthTest.Outside) test;
        return new OutsideProbe(run).probe(outside.probe(), timeout);
    }

    /** A hook, in the container. */
    CommandResult hook(Container container, Lifecycle.Hook hook) {
        Run run = running(container);
        List<String> environment = new ArrayList<>();
        hook.environment().forEach((name, value) -> environment.add(name + "=" + value));
        ExecSpec spec = spec(
                container,
                run,
                new ExecRequest(
                        hook.command(),
                        environment,
                        hook.user(),
                        hook.workingDirectory(),
                        hook.privileged() ? ExecRequest.Privilege.ALL : ExecRequest.Privilege.AS_THE_CONTAINER,
                        false));
        return result(run.running()
                .capture(spec.process(), run.inside().seccomp(), Duration.ofMinutes(10), CommandResult.OUTPUT_LIMIT));
    }

    private static CommandResult result(Captured captured) {
        return captured.end()
                .map(end -> new CommandResult(end.number().orElse(1), captured.output(), false))
                .orElseGet(() -> new CommandResult(-1, captured.output(), true));
    }

    private List<String> args(Container container, List<String> test) {
        List<String> rest = test.subList(1, test.size());
        if (!test.get(0).equals("CMD-SHELL")) {
            return rest;
        }
        List<String> shell = images.find(container.record().imageId())
                .map(image -> image.config().container().shell())
                .filter(found -> !found.isEmpty())
                .orElse(List.of("/bin/sh", "-c"));
        List<String> args = new ArrayList<>(shell);
        args.addAll(rest);
        return args;
    }

    private ExecSpec spec(Container container, Run run, ExecRequest request) {
        ProcessSpec process = run.inside().process().withArgs(request.command());
        List<String> environment = new ArrayList<>(process.env());
        for (String entry : request.environment()) {
            String name = entry.substring(0, entry.indexOf('=') + 1);
            environment.removeIf(other -> other.startsWith(name));
            environment.add(entry);
        }
        process = process.withEnv(environment);
        if (request.directory().isPresent()) {
            process = process.withCwd(request.directory().get());
        }
        if (request.user().isPresent()) {
            process = process.withUser(user(container, request.user().get()));
        }
        Optional<Seccomp> seccomp = run.inside().seccomp();
        if (request.privilege() == ExecRequest.Privilege.ALL) {
            process = process.withCapabilities(Capabilities.of(CapabilityRules.known()));
            seccomp = Optional.empty();
        }
        return new ExecSpec(process, seccomp, new Stdio.Terminal(new io.jstack.runtime.TerminalSize(24, 80)));
    }

    private User user(Container container, String text) {
        Image image = images.require(container.record().imageId());
        return runtime.resolveUser(
                text, new OverlayRoot(image.layers(), files.upper(container.id()), files.work(container.id())));
    }

    /** What runs in it. */
    static Run running(Container container) {
        if (container.phase().state() == Observed.State.PAUSED) {
            throw new JstackException(
                    EngineError.CONTAINER_PAUSED,
                    "container %s is paused".formatted(container.record().name()),
                    "jstack container unpause " + container.record().name());
        }
        return container
                .run()
                .filter(run -> container.isAlive())
                .orElseThrow(() -> new JstackException(
                        EngineError.CONTAINER_NOT_RUNNING,
                        "container %s is not running"
                                .formatted(container.record().name()),
                        "jstack container start " + container.record().name()));
    }
}
