package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.plan.Plan.Edge;
import io.jstack.orchestrator.plan.Plan.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** A plan while it is written down. */
final class StepList {
    private final List<Step> steps = new ArrayList<>();
    private final List<String> waiting = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> questions = new ArrayList<>();

    /** Adds a step; of two edges to the same step the stricter one counts. Returns its number. */
    int add(Action action, Collection<Edge> after) {
        TreeMap<Integer, Edge> edges = new TreeMap<>();
        for (Edge edge : after) {
            edges.merge(edge.step(), edge, (a, b) -> a.need() == Edge.Need.SUCCESS ? a : b);
        }
        int number = steps.size() + 1;
        steps.add(new Step(number, action, List.copyOf(edges.values())));
        return number;
    }

    void waiting(String line) {
        waiting.add(line);
    }

    void warn(String line) {
        warnings.add(line);
    }

    void ask(String line) {
        questions.add(line);
    }

    Plan build() {
        return new Plan(steps, waiting, warnings, questions);
    }

    static Edge success(int step) {
        return new Edge(step, Edge.Need.SUCCESS);
    }

    static Edge end(int step) {
        return new Edge(step, Edge.Need.END);
    }
}
