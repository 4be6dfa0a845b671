package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Changes;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.DownOptions;
import io.jstack.orchestrator.Engine;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Engine.Subscription;
import io.jstack.orchestrator.Event;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.ProjectStatus;
import io.jstack.orchestrator.Projects;
import io.jstack.orchestrator.RunOptions;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Lifecycle;
import io.jstack.orchestrator.model.Resources;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** {@link Projects} over an {@link Engine}: finds the project, hands the call to its mailbox, and waits for the answer. */
public final class Control implements Projects {
    /** A burst's threads go soon after it: each takes a tenth of a megabyte. */
    private static final int IDLE_SECONDS = 3;

    private final Desk desk;
    private final AutoCloseable threads;

    private Control(Desk desk, AutoCloseable threads) {
        this.desk = desk;
        this.threads = threads;
    }

    /** Takes over every project the engine knows: what runs goes on untouched, what should run and does not is started. */
    public static Control open(Engine engine) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "control-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        Timer.Real timer = new Timer.Real();
        int processors = Runtime.getRuntime().availableProcessors();
        Workers workers = new Workers(pool, Math.max(4, 2 * processors));
        Workers starts = new Workers(pool, Math.max(8, 6 * processors));
        Desk desk = new Desk(new Means(engine, workers, starts, timer, new EventLog()), pool);
        desk.begin();
        return new Control(desk, () -> {
            timer.close();
            pool.shutdown();
        });
    }

    @Override
    public void up(Stack stack, UpOptions options, Progress progress) {
        await(operation -> desk.up(stack, options, progress, operation));
    }

    @Override
    public Changes plan(Stack stack, UpOptions options) {
        return await(operation -> desk.plan(stack, options));
    }

    @Override
    public Changes drift(String project) {
        return await(operation -> desk.drift(project));
    }

    @Override
    public void down(String project, DownOptions options, Progress progress) {
        await(operation ->
                desk.command(project, options.holder(), progress, operation, commands -> commands.down(options)));
    }

    @Override
    public void scale(Stack stack, Map<String, Integer> replicas, UpOptions options, Progress progress) {
        up(
                stack,
                options.withServices(List.copyOf(new TreeSet<>(replicas.keySet())))
                        .withScale(replicas),
                progress);
    }

    @Override
    public void start(String project, List<String> services, Progress progress) {
        await(operation -> desk.command(project, "start", progress, operation, commands -> commands.start(services)));
    }

    @Override
    public void stop(String project, List<String> services, Optional<Duration> timeout, Progress progress) {
        await(operation ->
                desk.command(project, "stop", progress, operation, commands -> commands.stop(services, timeout)));
    }

    @Override
    public void restart(
            String project, List<String> services, Optional<Duration> timeout, Follow follow, Progress progress) {
        await(operation -> desk.command(
                project, "restart", progress, operation, commands -> commands.restart(services, timeout, follow)));
    }

    @Override
    public void kill(String project, List<String> services, String signal, Progress progress) {
        await(operation ->
                desk.command(project, "kill", progress, operation, commands -> commands.kill(services, signal)));
    }

    @Override
    public void rm(String project, List<String> services, RemoveOptions options, Progress progress) {
        await(operation ->
                desk.command(project, "rm", progress, operation, commands -> commands.remove(services, options)));
    }

    @Override
    public void pause(String project, List<String> services, Progress progress) {
        await(operation -> desk.command(project, "pause", progress, operation, commands -> commands.pause(services)));
    }

    @Override
    public void unpause(String project, List<String> services, Progress progress) {
        await(operation ->
                desk.command(project, "unpause", progress, operation, commands -> commands.unpause(services)));
    }

    @Override
    public void rename(String project, ContainerId id, String name) {
        await(operation ->
                desk.command(project, "rename", Progress.SILENT, operation, commands -> commands.rename(id, name)));
    }

    @Override
    public void limit(String project, ContainerId id, Resources limits, Optional<Lifecycle.Restart> restart) {
        await(operation -> desk.command(
                project, "update", Progress.SILENT, operation, commands -> commands.limit(id, limits, restart)));
    }

    @Override
    public ContainerId prepareRun(Stack stack, RunOptions options, Progress progress) {
        return await(operation -> desk.prepareRun(stack, options, progress, operation));
    }

    @Override
    public void startRun(String project, ContainerId id) {
        await(operation -> desk.startRun(project, id));
    }

    @Override
    public ExitStatus awaitExit(String project, ContainerId id) {
        return await(operation -> desk.exit(project, id));
    }

    @Override
    public void removeRun(String project, ContainerId id, AnonymousVolumes volumes) {
        await(operation -> desk.removeRun(project, id, volumes));
    }

    @Override
    public List<ProjectStatus> list() {
        return desk.names().stream().map(desk::status).toList();
    }

    @Override
    public List<ContainerStatus> ps(String project) {
        return await(operation -> desk.ps(project));
    }

    @Override
    public Optional<Stack> stack(String project) {
        return await(operation -> desk.stack(project));
    }

    @Override
    public void awaitReady(String project, List<String> services, Duration timeout, Progress progress) {
        await(operation -> desk.ready(project, services, timeout, progress, operation));
    }

    @Override
    public ExitStatus awaitFirstExit(String project, List<String> services) {
        return await(operation -> desk.firstExit(project, services));
    }

    @Override
    public List<Event> events(Optional<String> project, Optional<Instant> since) {
        return desk.means().log().since(project, since);
    }

    @Override
    public Subscription follow(Optional<String> project, Consumer<Event> listener) {
        return desk.means().log().follow(project, listener);
    }

    @Override
    public void close() {
        desk.close();
        try {
            threads.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing threads does not fail", e);
        }
    }

    private static <T> T await(Function<Operation, CompletableFuture<T>> call) {
        Operation operation = new Operation();
        try {
            return call.apply(operation).get();
        } catch (InterruptedException e) {
            operation.cancel();
            Thread.currentThread().interrupt();
            throw Operation.interrupted();
        } catch (ExecutionException e) {
            Throwable failure = PlanRun.withoutWrapping(Objects.requireNonNullElse(e.getCause(), e));
            if (failure instanceof JstackException known) {
                throw known;
            }
            throw new JstackException(Operation.problems("do that", failure));
        }
    }
}
