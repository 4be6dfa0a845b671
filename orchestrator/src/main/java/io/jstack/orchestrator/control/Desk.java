package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Changes;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.ControlError;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Engine.StartReason;
import io.jstack.orchestrator.Engine.Subscription;
import io.jstack.orchestrator.EngineEvent;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.ProjectStatus;
import io.jstack.orchestrator.RunOptions;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.plan.Action;
import io.jstack.orchestrator.plan.Cause;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/** All projects, and the calls on them without waiting: every method may be called from any thread and answers later. */
final class Desk {
    private static final System.Logger LOG = System.getLogger("control");

    private final Means means;
    private final Executor threads;
    private final Map<String, Project> projects = new ConcurrentHashMap<>();
    private Subscription events = () -> {};

    Desk(Means means, Executor threads) {
        this.means = means;
        this.threads = threads;
    }

    Means means() {
        return means;
    }

    /** Listens to the engine, and takes over what it has. */
    void begin() {
        events = means.engine().subscribe(this::heard);
        for (String name : means.engine().projects()) {
            Project project = project(name);
            project.mailbox.execute(() -> {
                try {
                    project.recall(means.engine().recall(name).map(text -> Ledger.parse(name, text)));
                    recallImages(project);
                } catch (JstackException e) {
                    LOG.log(Level.ERROR, "record unusable  project=" + name, e);
                }
                project.resync.begin();
            });
        }
    }

    private void recallImages(Project project) {
        project.ledger()
                .ifPresent(ledger -> ledger.stack()
                        .services()
                        .values()
                        .forEach(service -> means.engine()
                                .image(ledger.stack(), service)
                                .ifPresent(facts -> project.noteImage(service.name(), facts))));
    }

    void close() {
        events.close();
        projects.values().forEach(p -> p.mailbox.execute(p.resync::close));
    }

    private void heard(EngineEvent event) {
        if (event instanceof EngineEvent.Exited exited) {
            Project project = project(exited.project());
            project.mailbox.execute(() -> project.container(exited.id())
                    .ifPresentOrElse(
                            container -> project.keeper.exited(container, exited.status()),
                            () -> project.resync.soon("unknown container ended")));
        } else if (event instanceof EngineEvent.LookAgain again) {
            again.project()
                    .map(name -> List.of(project(name)))
                    .orElseGet(() -> List.copyOf(projects.values()))
                    .forEach(p -> p.mailbox.execute(() -> p.resync.hint(again.cause())));
        }
    }

    private Project project(String name) {
        return projects.computeIfAbsent(name, key -> new Project(key, means, new Mailbox(threads)));
    }

    private static <T> CompletableFuture<T> ask(Project project, Supplier<CompletableFuture<T>> question) {
        return Chain.on(project.mailbox, question);
    }

    // ---- commands

    CompletableFuture<Void> up(Stack stack, UpOptions options, Progress progress, Operation operation) {
        Project project = project(stack.project());
        return ask(
                project,
                () -> project.gate
                        .enter(
                                options.holder(),
                                progress,
                                () -> new Up(project, stack, options, progress, operation).run())
                        .whenComplete((done, failure) -> project.mailbox.execute(project.resync::begin)));
    }

    CompletableFuture<Void> command(
            String name,
            String holder,
            Progress progress,
            Operation operation,
            Function<Commands, CompletableFuture<Void>> what) {
        Project project = project(name);
        return ask(
                project,
                () -> project.gate.enter(
                        holder, progress, () -> what.apply(new Commands(project, progress, operation))));
    }

    CompletableFuture<Changes> plan(Stack stack, UpOptions options) {
        Project project = project(stack.project());
        return ask(project, () -> new DryRun(project, stack, options).changes());
    }

    CompletableFuture<Changes> drift(String name) {
        Project project = project(name);
        return ask(
                project,
                () -> observe(project)
                        .thenApplyAsync(observed -> DryRun.show(project.resync.plan(observed)), project.mailbox));
    }

    private CompletableFuture<Observed> observe(Project project) {
        return means.workers().free(() -> means.engine().observe(project.name));
    }

    // ---- one-offs

    CompletableFuture<ContainerId> prepareRun(Stack stack, RunOptions options, Progress progress, Operation operation) {
        Project project = project(stack.project());
        return ask(
                project,
                () -> project.gate.enter(
                        options.holder(),
                        progress,
                        () -> new OneOffRun(project, stack, options, progress, operation).prepare()));
    }

    CompletableFuture<Void> startRun(String name, ContainerId id) {
        Project project = project(name);
        return ask(project, () -> {
            Tracked container = container(project, id);
            return project.turn(container.key(), () -> project.runs.start(container, StartReason.ASKED, "run"));
        });
    }

    CompletableFuture<ExitStatus> exit(String name, ContainerId id) {
        Project project = project(name);
        return ask(project, () -> container(project, id).ended);
    }

    CompletableFuture<Void> removeRun(String name, ContainerId id, AnonymousVolumes volumes) {
        Project project = project(name);
        return ask(project, () -> {
            Tracked container = container(project, id);
            ContainerWork hands =
                    new ContainerWork(project, Progress.SILENT, Optional.of(Duration.ZERO), new Operation());
            return hands.removeContainer(
                            new Action.RemoveContainer(container.replica, id, volumes, new Cause.Asked("run is over")))
                    .toCompletableFuture()
                    .thenApply(done -> null);
        });
    }

    private static Tracked container(Project project, ContainerId id) {
        return project.container(id)
                .orElseThrow(() -> new JstackException(
                        ControlError.CONTAINER_UNKNOWN,
                        "no container %s in project %s".formatted(id.shortId(), project.name),
                        "jstack ps -a"));
    }

    // ---- looking

    /** Every project with a record or with containers. */
    SortedSet<String> names() {
        return new TreeSet<>(means.engine().projects());
    }

    ProjectStatus status(String name) {
        Observed observed = means.engine().observe(name);
        long running = observed.containers().stream()
                .filter(c -> !c.oneOff() && c.isAlive())
                .count();
        long all = observed.containers().stream().filter(c -> !c.oneOff()).count();
        return new ProjectStatus(
                name,
                Optional.ofNullable(projects.get(name))
                        .flatMap(Project::ledger)
                        .map(l -> l.stack().files())
                        .orElse(List.of()),
                (int) running,
                (int) (all - running));
    }

    CompletableFuture<List<ContainerStatus>> ps(String name) {
        Project project = project(name);
        return observe(project).thenApplyAsync(observed -> new StatusReport(project).of(observed), project.mailbox);
    }

    CompletableFuture<Optional<Stack>> stack(String name) {
        Project project = project(name);
        return ask(
                project,
                () -> CompletableFuture.completedFuture(project.ledger().map(Ledger::stack)));
    }

    CompletableFuture<Void> ready(
            String name, List<String> services, Duration timeout, Progress progress, Operation operation) {
        Project project = project(name);
        return ask(
                project,
                () -> new Readiness(project, progress, operation)
                        .await(services.isEmpty() ? wished(project) : services, timeout));
    }

    private static List<String> wished(Project project) {
        return project.ledger().map(l -> List.copyOf(l.active())).orElse(List.of());
    }

    CompletableFuture<ExitStatus> firstExit(String name, List<String> services) {
        Project project = project(name);
        return ask(project, () -> {
            CompletableFuture<ExitStatus> first = new CompletableFuture<>();
            for (String service : services.isEmpty() ? wished(project) : services) {
                project.replicas(service).forEach(t -> Background.letFail(t.ended.thenAccept(first::complete)));
            }
            return first;
        });
    }
}
