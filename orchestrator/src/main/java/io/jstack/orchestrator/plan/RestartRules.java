package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.model.Dependency;
import io.jstack.orchestrator.model.Lifecycle.Restart;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Every service's {@link RestartRule}, worked out once for a stack. */
public final class RestartRules {
    private final Map<String, RestartRule> rules = new HashMap<>();

    private RestartRules(Stack stack) {
        Set<String> jobs = new HashSet<>();
        for (Service service : stack.services().values()) {
            service.dependsOn().stream()
                    .filter(d -> d.condition() == Dependency.Condition.COMPLETED_SUCCESSFULLY)
                    .forEach(d -> jobs.add(d.service()));
        }
        stack.services().forEach((name, service) -> rules.put(name, rule(stack, service, jobs.contains(name))));
    }

    public static RestartRules of(Stack stack) {
        return new RestartRules(stack);
    }

    /** The rule of a service of the stack. */
    public RestartRule of(String service) {
        return Optional.ofNullable(rules.get(service))
                .orElseThrow(() -> new IllegalArgumentException("no service " + service));
    }

    private static RestartRule rule(Stack stack, Service service, boolean job) {
        Optional<Restart> restart = service.lifecycle().restart();
        return new RestartRule(
                restart.map(Restart::policy),
                restart.flatMap(Restart::maximumRetries).map(OptionalInt::of).orElse(OptionalInt.empty()),
                service.extension().keep().or(() -> stack.extension().keep()).orElse(true),
                job);
    }
}
