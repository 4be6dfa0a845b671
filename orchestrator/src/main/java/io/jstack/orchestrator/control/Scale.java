package io.jstack.orchestrator.control;

import io.jstack.orchestrator.ControlError;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.JstackException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers of replicas other than the file's. */
final class Scale {
    private Scale() {}

    /** The stack with the numbers asked for; what is not named has the file's number, as with Compose. */
    static Stack apply(Stack stack, Map<String, Integer> asked) {
        Operation.check(stack, asked.keySet());
        Map<String, Service> services = new LinkedHashMap<>(stack.services());
        asked.forEach((name, replicas) -> services.computeIfPresent(name, (key, service) -> {
            if (replicas < 0) {
                throw new JstackException(
                        ControlError.INVALID_OPTION,
                        "service %s cannot have %d replicas".formatted(name, replicas),
                        "a number from 0 on");
            }
            if (replicas > 1 && service.containerName().isPresent()) {
                throw new JstackException(
                        ControlError.INVALID_OPTION,
                        "service %s cannot have %d replicas: container_name %s can be given once"
                                .formatted(
                                        name, replicas, service.containerName().get()),
                        "remove container_name");
            }
            return service.withReplicas(replicas);
        }));
        return stack.withServices(services);
    }
}
