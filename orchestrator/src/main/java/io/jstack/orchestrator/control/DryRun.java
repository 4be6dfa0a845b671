package io.jstack.orchestrator.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.orchestrator.Changes;
import io.jstack.orchestrator.Engine.ImageWhen;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.graph.DependencyGraph;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.plan.Plan;
import io.jstack.orchestrator.plan.Reconciler;
import io.jstack.orchestrator.plan.Wishes;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What {@code up} would do. Gets no image: one that would have to be got is a step of its own. */
final class DryRun {
    private final Project project;
    private final Stack stack;
    private final UpOptions options;

    DryRun(Project project, Stack stack, UpOptions options) {
        this.project = project;
        this.stack = Scale.apply(stack, options.scale());
        this.options = options;
    }

    CompletableFuture<Changes> changes() {
        Operation.check(stack, options.services());
        List<String> named =
                options.services().isEmpty() ? List.copyOf(stack.services().keySet()) : options.services();
        Set<String> selected = options.dependencies() == UpOptions.Dependencies.LEFT_ALONE
                ? new LinkedHashSet<>(named)
                : DependencyGraph.of(stack).withDependencies(named);
        return project.means
                .workers()
                .free(() -> Map.entry(project.means.engine().observe(project.name), images(selected)))
                .thenApplyAsync(
                        seen -> show(Reconciler.plan(
                                project.ledger()
                                        .map(ledger -> ledger.carriedInto(stack))
                                        .orElse(stack),
                                project.withHealth(seen.getKey()),
                                Planning.wishes(options, selected, seen.getValue(), project.ledger()))),
                        project.mailbox);
    }

    private Map<String, Wishes.Image> images(Set<String> selected) {
        Map<String, Wishes.Image> images = new HashMap<>();
        for (String name : selected) {
            Service service = stack.services().get(name);
            if (service != null) {
                ImageWhen when = ImagePolicy.when(service, options.images());
                Wishes.Image wanted = new Wishes.Image.Wanted(when);
                images.put(
                        name,
                        project.means
                                .engine()
                                .image(stack, service)
                                .<Wishes.Image>map(Wishes.Image.Present::new)
                                .orElse(wanted));
            }
        }
        return images;
    }

    /** A plan in the facade's words. */
    static Changes show(Plan plan) {
        List<Changes.Change> changes = plan.steps().stream()
                .map(step -> new Changes.Change(
                        step.number(),
                        step.action().verb(),
                        step.action().resource(),
                        step.action().name(),
                        step.action().cause().toString(),
                        step.after().stream().map(Plan.Edge::step).toList()))
                .toList();
        return new Changes(changes, plan.warnings(), plan.questions(), plan.toString(), json(plan));
    }

    private static String json(Plan plan) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        var steps = root.putArray("changes");
        for (Plan.Step step : plan.steps()) {
            ObjectNode node = steps.addObject();
            node.put("number", step.number());
            node.put("verb", step.action().verb());
            node.put("resource", step.action().resource());
            node.put("name", step.action().name());
            node.put("cause", step.action().cause().toString());
            var after = node.putArray("after");
            step.after().forEach(edge -> after.add(edge.step()));
        }
        plan.waiting().forEach(root.putArray("waiting")::add);
        plan.warnings().forEach(root.putArray("warnings")::add);
        plan.questions().forEach(root.putArray("questions")::add);
        return root.toString();
    }
}
