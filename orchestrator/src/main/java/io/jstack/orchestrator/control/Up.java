package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Engine.ImageWhen;
import io.jstack.orchestrator.ImageFacts;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.graph.DependencyGraph;
import io.jstack.orchestrator.model.Lifecycle.UpdateConfig.FailureAction;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.plan.Action;
import io.jstack.orchestrator.plan.Plan;
import io.jstack.orchestrator.plan.Reconciler;
import io.jstack.orchestrator.plan.Replica;
import io.jstack.orchestrator.plan.Wishes;
import io.jstack.values.JstackException;
import io.jstack.values.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * One {@code up}: checks, images, a plan, one durable write, the plan carried out. Nothing changes before all that can be checked was
 * checked. A service whose containers cannot be made or started is taken back as a whole. Owned by the project's mailbox.
 */
final class Up {
    private final Project project;
    private final Stack wanted;
    private final UpOptions options;
    private final Progress progress;
    private final Operation operation;
    private final Optional<Ledger> before;

    Up(Project project, Stack stack, UpOptions options, Progress progress, Operation operation) {
        this.project = project;
        this.wanted = Scale.apply(stack, options.scale());
        this.options = options;
        this.progress = progress;
        this.operation = operation;
        this.before = project.ledger();
    }

    /** Services this call is about, with what they depend on. */
    private Set<String> selected() {
        List<String> named =
                options.services().isEmpty() ? List.copyOf(wanted.services().keySet()) : options.services();
        return options.dependencies() == UpOptions.Dependencies.LEFT_ALONE
                ? new LinkedHashSet<>(named)
                : DependencyGraph.of(wanted).withDependencies(named);
    }

    CompletableFuture<Void> run() {
        Operation.check(wanted, options.services());
        Set<String> selected = selected();
        Stack stack = merged(selected);
        return project.means
                .workers()
                .bounded(() -> project.means.engine().checkPorts(only(stack, selected)))
                .thenComposeAsync(ok -> images(stack, selected), project.mailbox)
                .thenComposeAsync(images -> carryOut(stack, selected, images), project.mailbox);
    }

    /** Services that are not selected, or whose profile is off now, keep the definition they were brought up with. */
    private Stack merged(Set<String> selected) {
        Map<String, Service> services = new LinkedHashMap<>();
        wanted.services().forEach((name, service) -> {
            Optional<Service> old = before.filter(l -> l.active().contains(name))
                    .flatMap(l -> Optional.ofNullable(l.stack().services().get(name)));
            boolean keepsOld = !selected.contains(name) || options.recreate() == UpOptions.Recreate.NONE;
            services.put(
                    name,
                    keepsOld
                            ? old.map(o -> o.withReplicas(selected.contains(name) ? service.replicas() : o.replicas()))
                                    .orElse(service)
                            : service);
        });
        Stack stack = wanted.withServices(services);
        return before.map(ledger -> ledger.carriedInto(stack)).orElse(stack);
    }

    private static Stack only(Stack stack, Set<String> selected) {
        Map<String, Service> services = new LinkedHashMap<>(stack.services());
        services.keySet().retainAll(selected);
        return stack.withServices(services);
    }

    // ---- images

    /** Every image that has to be got, got; all failures at once. */
    private CompletableFuture<Map<String, ImageFacts>> images(Stack stack, Set<String> selected) {
        Map<String, CompletableFuture<ImageFacts>> futures = new LinkedHashMap<>();
        ResourceWork resources = new ResourceWork(project, progress);
        Map<String, CompletableFuture<ImageFacts>> byUse = new HashMap<>();
        for (String name : selected) {
            Service service = stack.services().get(name);
            if (service != null) {
                futures.put(
                        name,
                        byUse.computeIfAbsent(service.image().toString(), use -> image(stack, service, resources)));
            }
        }
        return CompletableFuture.allOf(futures.values().toArray(CompletableFuture[]::new))
                .handleAsync(
                        (done, failure) -> {
                            if (operation.isCancelled()) {
                                throw Operation.interrupted();
                            }
                            List<Problem> problems = new ArrayList<>();
                            Map<String, ImageFacts> facts = new LinkedHashMap<>();
                            futures.forEach((name, future) -> {
                                if (future.isCompletedExceptionally()) {
                                    Background.letFail(future.exceptionally(f -> {
                                        problems.addAll(Operation.problems(
                                                "get the image of " + name, PlanRun.withoutWrapping(f)));
                                        return null;
                                    }));
                                } else {
                                    facts.put(name, future.join());
                                }
                            });
                            if (!problems.isEmpty()) {
                                throw new JstackException(
                                        problems.stream().distinct().toList());
                            }
                            return facts;
                        },
                        project.mailbox);
    }

    private CompletableFuture<ImageFacts> image(Stack stack, Service service, ResourceWork resources) {
        ImageWhen when = ImagePolicy.when(service, options.images());
        boolean onlyIfMissing =
                when == ImageWhen.MISSING || when == ImageWhen.MISSING_NO_BUILD || when == ImageWhen.NEVER;
        CompletableFuture<Optional<ImageFacts>> present = onlyIfMissing
                ? project.means.workers().bounded(() -> project.means.engine().image(stack, service))
                : CompletableFuture.completedFuture(Optional.empty());
        return present.thenComposeAsync(
                facts -> facts.isPresent()
                        ? CompletableFuture.completedFuture(facts.get())
                        : resources.fetchImage(stack, service, when),
                project.mailbox);
    }

    // ---- plan and act

    private CompletableFuture<Void> carryOut(Stack stack, Set<String> selected, Map<String, ImageFacts> images) {
        images.forEach(project::noteImage);
        return project.means
                .workers()
                .bounded(() -> project.means.engine().observe(project.name))
                .thenComposeAsync(observed -> act(stack, selected, images, observed), project.mailbox);
    }

    private CompletableFuture<Void> act(
            Stack stack, Set<String> selected, Map<String, ImageFacts> images, Observed observed) {
        project.resync.take(observed);
        Plan plan = Reconciler.plan(stack, project.withHealth(observed), wishes(selected, images));
        plan.warnings().forEach(line -> say(Progress.State.WARNING, line));
        plan.questions().forEach(line -> say(Progress.State.WARNING, line));
        Ledger ledger = ledger(stack, selected, images);
        boolean same = before.filter(ledger::equals).isPresent();
        CompletableFuture<Void> written = same ? CompletableFuture.completedFuture(null) : project.remember(ledger);
        ContainerWork hands = new ContainerWork(project, progress, options.timeout(), operation);
        sayUntouched(observed, selected, plan);
        return written.thenComposeAsync(
                        done -> PlanRun.of(plan, hands, project.mailbox, operation::isCancelled), project.mailbox)
                .thenComposeAsync(ends -> judged(plan, ends, hands), project.mailbox)
                .thenComposeAsync(
                        done -> options.ready().isPresent() && options.start() == UpOptions.Start.NOW
                                ? new Readiness(project, progress, operation)
                                        .await(selected, options.ready().get())
                                : CompletableFuture.completedFuture(null),
                        project.mailbox);
    }

    private CompletableFuture<Void> judged(Plan plan, Map<Integer, PlanRun.End> ends, ContainerWork hands) {
        return Chain.then(
                operation.judge(plan, ends),
                failure -> failure.isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : Chain.then(
                                takeBack(plan, ends, hands),
                                undone -> CompletableFuture.failedFuture(failure.get()),
                                project.mailbox),
                project.mailbox);
    }

    private Wishes wishes(Set<String> selected, Map<String, ImageFacts> images) {
        Map<String, Wishes.Image> known = new HashMap<>();
        images.forEach((name, facts) -> known.put(name, new Wishes.Image.Present(facts)));
        return Planning.wishes(options, selected, known, before);
    }

    private Ledger ledger(Stack stack, Set<String> selected, Map<String, ImageFacts> images) {
        Ledger old = before.orElse(Ledger.of(stack));
        Set<String> active = new LinkedHashSet<>(old.active());
        active.retainAll(stack.services().keySet());
        if (options.start() == UpOptions.Start.NOW) {
            active.addAll(selected);
        }
        Set<String> stopped = old.stopped().stream()
                .filter(key -> selected.stream().noneMatch(s -> isReplicaOf(key, s)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Map<String, String> done = new LinkedHashMap<>(old.done());
        done.entrySet()
                .removeIf(e -> Optional.ofNullable(stack.services().get(e.getKey()))
                        .filter(s -> s.hash().equals(e.getValue()))
                        .isEmpty());
        if (options.recreate() == UpOptions.Recreate.ALL) {
            done.keySet().removeAll(selected);
        }
        Map<String, String> ids = new LinkedHashMap<>(old.images());
        images.forEach((name, facts) -> ids.put(name, facts.id()));
        ids.keySet().retainAll(stack.services().keySet());
        Set<String> paused = new LinkedHashSet<>(old.paused());
        paused.removeAll(selected);
        paused.retainAll(stack.services().keySet());
        return new Ledger(stack, active, stopped, done, ids, paused);
    }

    static boolean isReplicaOf(String key, String service) {
        int dash = key.lastIndexOf('-');
        return dash > 0 && key.substring(0, dash).equals(service);
    }

    private void sayUntouched(Observed observed, Set<String> selected, Plan plan) {
        Set<String> touched = plan.steps().stream().map(s -> s.action().name()).collect(Collectors.toSet());
        observed.containers().stream()
                .filter(c -> c.isAlive() && !c.oneOff() && selected.contains(c.service()))
                .filter(c -> !touched.contains(Replica.of(c).toString()))
                .forEach(c -> progress.on(
                        new Progress.Step(Progress.Resource.CONTAINER, c.name(), Progress.State.DONE, "Running")));
    }

    private void say(Progress.State state, String line) {
        progress.on(new Progress.Step(Progress.Resource.PROJECT, project.name, state, line));
    }

    // ---- when something failed

    /**
     * A service of which a container could not be made or started is nobody's wish any more, or again what it was before; what waits
     * for it goes the same way. What only waits for something to become healthy stays wished: the loop starts it later.
     */
    private CompletableFuture<Void> takeBack(Plan plan, Map<Integer, PlanRun.End> ends, ContainerWork hands) {
        if (options.failure() == UpOptions.Failure.ROLL_BACK) {
            return new RollBack(project, before, progress).run(hands.created().keySet());
        }
        Set<String> broken = new HashSet<>();
        for (Plan.Step step : plan.steps()) {
            boolean failed = ends.get(step.number()) instanceof PlanRun.End.Failed;
            if (failed && step.action().resource().equals("container")) {
                serviceOf(step.action()).ifPresent(broken::add);
            }
        }
        Stack stack = project.ledger().orElseThrow().stack();
        Set<String> paused = paused(stack, broken);
        broken.removeAll(paused);
        Set<String> back = new HashSet<>();
        for (String name : DependencyGraph.of(stack).order()) {
            boolean lost = stack.services().get(name) != null
                    && stack.services().get(name).dependsOn().stream()
                            .anyMatch(d -> d.required() && back.contains(d.service()));
            if (broken.contains(name) || (lost && isUnfinished(plan, ends, name))) {
                back.add(name);
            }
        }
        if (!paused.isEmpty()) {
            project.rememberSoon(ledger -> {
                Set<String> all = new LinkedHashSet<>(ledger.paused());
                all.addAll(paused);
                return ledger.withPaused(all);
            });
        }
        if (back.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Set<String> wasActive = before.map(Ledger::active).orElse(Set.of());
        Background.letFail(project.remember(withoutThe(back, stack)));
        return hands.undo(replica -> back.contains(replica.service()) && !wasActive.contains(replica.service()));
    }

    /** Services whose failed update is left as far as it came, by their {@code failure_action}. */
    private Set<String> paused(Stack stack, Set<String> broken) {
        Set<String> wasActive = before.map(Ledger::active).orElse(Set.of());
        return broken.stream()
                .filter(name -> wasActive.contains(name)
                        && Optional.ofNullable(stack.services().get(name))
                                .flatMap(service -> service.lifecycle().update())
                                .filter(update -> update.failureAction() != FailureAction.ROLLBACK)
                                .isPresent())
                .collect(Collectors.toSet());
    }

    private Ledger withoutThe(Set<String> back, Stack stack) {
        Ledger now = project.ledger().orElseThrow();
        Map<String, Service> services = new LinkedHashMap<>(stack.services());
        Set<String> active = new LinkedHashSet<>(now.active());
        for (String name : back) {
            Optional<Service> old = before.filter(l -> l.active().contains(name))
                    .flatMap(l -> Optional.ofNullable(l.stack().services().get(name)));
            old.ifPresentOrElse(service -> services.put(name, service), () -> active.remove(name));
        }
        return now.withStack(stack.withServices(services)).withActive(active);
    }

    private static boolean isUnfinished(Plan plan, Map<Integer, PlanRun.End> ends, String service) {
        return plan.steps().stream()
                .anyMatch(s -> serviceOf(s.action()).filter(service::equals).isPresent()
                        && !(ends.get(s.number()) instanceof PlanRun.End.Done));
    }

    private static Optional<String> serviceOf(Action action) {
        return action.replicaOf().map(Replica::service);
    }
}
