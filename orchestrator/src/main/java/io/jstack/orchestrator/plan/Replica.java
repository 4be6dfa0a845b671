package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.model.Service;

/**
 * One of a service's containers, whichever container it is at the moment.
 *
 * @param number from 1
 * @param name the container's name
 */
public record Replica(String service, int number, String name) {
    /** The replica a service has under that number. */
    public static Replica of(String project, Service service, int number) {
        return new Replica(
                service.name(), number, service.containerName().orElse(project + "-" + service.name() + "-" + number));
    }

    /** The replica an existing container is, or was. */
    public static Replica of(Observed.OfContainer container) {
        return new Replica(container.service(), container.number(), container.name());
    }

    /** As plans say it: {@code db-1}; a one-off by its name. */
    @Override
    public String toString() {
        return number == 0 ? name : service + "-" + number;
    }
}
