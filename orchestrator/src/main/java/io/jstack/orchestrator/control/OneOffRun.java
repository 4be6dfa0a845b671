package io.jstack.orchestrator.control;

import io.jstack.orchestrator.ContainerOrder;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.ImageFacts;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.RunOptions;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Dependency;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.plan.Plan;
import io.jstack.orchestrator.plan.Reconciler;
import io.jstack.orchestrator.plan.Replica;
import io.jstack.orchestrator.plan.Wishes;
import io.jstack.values.ContainerId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code run}: what a service depends on is brought up, then a container of its own is made beside its replicas. */
final class OneOffRun {
    private final Project project;
    private final Stack stack;
    private final RunOptions options;
    private final Progress progress;
    private final Operation operation;

    OneOffRun(Project project, Stack stack, RunOptions options, Progress progress, Operation operation) {
        this.project = project;
        this.stack = stack;
        this.options = options;
        this.progress = progress;
        this.operation = operation;
    }

    /** The container is made and not started. */
    CompletableFuture<ContainerId> prepare() {
        Operation.check(stack, List.of(options.service()));
        Service service = stack.services().get(options.service());
        if (service == null) {
            throw new IllegalStateException("checked above");
        }
        return dependencies(service)
                .thenComposeAsync(done -> image(service), project.mailbox)
                .thenComposeAsync(facts -> groundwork(service, facts), project.mailbox);
    }

    private CompletableFuture<Void> dependencies(Service service) {
        List<String> needs = service.dependsOn().stream()
                .filter(d -> stack.services().containsKey(d.service()))
                .map(Dependency::service)
                .toList();
        if (options.dependencies() == UpOptions.Dependencies.LEFT_ALONE || needs.isEmpty()) {
            return project.ledger().isPresent()
                    ? CompletableFuture.completedFuture(null)
                    : project.remember(Ledger.of(stack));
        }
        UpOptions up = UpOptions.DEFAULT
                .withServices(needs)
                .with(options.images())
                .with(options.orphans())
                .with(UpOptions.Recreate.NONE);
        return new Up(project, stack, up, progress, operation)
                .run()
                .thenComposeAsync(
                        done -> {
                            Conditions conditions = new Conditions(project);
                            return CompletableFuture.allOf(service.dependsOn().stream()
                                    .filter(d ->
                                            d.required() && stack.services().containsKey(d.service()))
                                    .map(d -> operation.ends(
                                            project.waits.until(() -> conditions.ask(d.service(), d.condition())),
                                            project.mailbox))
                                    .toArray(CompletableFuture[]::new));
                        },
                        project.mailbox);
    }

    private CompletableFuture<ImageFacts> image(Service service) {
        ResourceWork resources = new ResourceWork(project, progress);
        return project.means
                .workers()
                .bounded(() -> project.means.engine().image(stack, service))
                .thenComposeAsync(
                        present -> present.map(CompletableFuture::completedFuture)
                                .orElseGet(() -> resources.fetchImage(
                                        stack, service, ImagePolicy.when(service, options.images()))),
                        project.mailbox);
    }

    private CompletableFuture<ContainerId> groundwork(Service service, ImageFacts facts) {
        Wishes wishes = Planning.wishes(UpOptions.DEFAULT, Set.of(service.name()), Map.of(), project.ledger());
        ContainerWork hands = new ContainerWork(project, progress, java.util.Optional.empty(), operation);
        return project.means
                .workers()
                .bounded(() -> project.means.engine().observe(project.name))
                .thenComposeAsync(
                        (Observed observed) -> {
                            project.resync.take(observed);
                            Plan plan = Reconciler.groundwork(stack, observed, wishes);
                            return PlanRun.of(plan, hands, project.mailbox, operation::isCancelled)
                                    .thenCompose(ends -> operation.judge(plan, ends));
                        },
                        project.mailbox)
                .thenComposeAsync(done -> create(service, facts), project.mailbox);
    }

    private CompletableFuture<ContainerId> create(Service service, ImageFacts facts) {
        String slug = ContainerId.random().shortId();
        String name = options.name().orElse(stack.project() + "-" + service.name() + "-run-" + slug);
        Service changed = OneOffService.of(service, options);
        return project.means
                .workers()
                .bounded(() -> project.means
                        .engine()
                        .createContainer(new ContainerOrder(
                                stack,
                                changed,
                                name,
                                0,
                                service.hash(),
                                facts.id(),
                                new ContainerOrder.OneOff(slug, options.useAliases()),
                                java.util.Optional.empty(),
                                ContainerOrder.Succession.AFTER,
                                AnonymousVolumes.KEEP)))
                .thenApplyAsync(
                        id -> {
                            Tracked container = project.track(id, new Replica(service.name(), 0, name), true);
                            project.tell(container, "create", "run", Map.of());
                            project.changed();
                            return id;
                        },
                        project.mailbox);
    }
}
