package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.plan.Action;
import io.jstack.orchestrator.plan.Cause;
import io.jstack.orchestrator.plan.Plan;
import io.jstack.orchestrator.plan.Reconciler;
import io.jstack.orchestrator.plan.Replica;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Undoes a failed {@code up --atomic}: what it made is removed, and the stack of before is made true again. Volumes stay, as data is
 * never removed unasked. Owned by the project's mailbox.
 */
final class RollBack {
    private final Project project;
    private final Optional<Ledger> before;
    private final Progress progress;

    RollBack(Project project, Optional<Ledger> before, Progress progress) {
        this.project = project;
        this.before = before;
        this.progress = progress;
    }

    /** The stage ends when it is as before; it fails when that failed. */
    CompletableFuture<Void> run(Collection<Replica> created) {
        ContainerWork hands = new ContainerWork(project, progress, Optional.empty(), new Operation());
        Set<Replica> made = new HashSet<>(created);
        CompletableFuture<?>[] removals = made.stream()
                .filter(replica -> !belongsToBefore(replica))
                .flatMap(replica -> project.replica(replica).stream())
                .map(t -> hands.removeContainer(new Action.RemoveContainer(
                                t.replica, t.id, AnonymousVolumes.REMOVE, new Cause.Asked("rolled back")))
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return Chain.then(CompletableFuture.allOf(removals), failure -> observe(), project.mailbox)
                .thenComposeAsync(observed -> restore(observed, hands), project.mailbox);
    }

    private boolean belongsToBefore(Replica replica) {
        return before.filter(l -> l.active().contains(replica.service())).isPresent();
    }

    private CompletableFuture<Observed> observe() {
        return project.means.workers().bounded(() -> project.means.engine().observe(project.name));
    }

    private CompletableFuture<Void> restore(Observed observed, ContainerWork hands) {
        if (before.isEmpty()) {
            project.recall(Optional.empty());
            return removeNetworks(observed, hands).thenComposeAsync(done -> project.forget(), project.mailbox);
        }
        Ledger ledger = before.get();
        Map<String, io.jstack.orchestrator.plan.Wishes.Image> none = new HashMap<>();
        Plan plan = Reconciler.plan(
                ledger.stack(),
                project.withHealth(observed),
                Planning.wishes(UpOptions.DEFAULT, ledger.active(), none, before));
        return project.remember(ledger)
                .thenComposeAsync(done -> PlanRun.of(plan, hands, project.mailbox, () -> false), project.mailbox)
                .thenCompose(ends -> new Operation().judge(plan, ends));
    }

    private CompletableFuture<Void> removeNetworks(Observed observed, ContainerWork hands) {
        List<CompletableFuture<?>> removals = observed.networks().values().stream()
                .filter(n -> n.hash().isPresent())
                .<CompletableFuture<?>>map(
                        n -> hands.removeNetwork(new Action.RemoveNetwork(n.name(), new Cause.Asked("rolled back")))
                                .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(removals.toArray(CompletableFuture[]::new));
    }
}
