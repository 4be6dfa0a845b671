package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.model.Connectivity.Attachment;
import io.jstack.orchestrator.model.Mount;
import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the wished services need besides one another, by its key in the stack.
 *
 * @param networks how many addresses are taken in each
 */
record Uses(Set<String> volumes, Map<String, Integer> networks) {
    static Uses of(Stack stack, Set<String> services) {
        Uses uses = new Uses(new HashSet<>(), new HashMap<>());
        for (Service service : stack.services().values()) {
            if (services.contains(service.name())) {
                uses.add(service);
            }
        }
        return uses;
    }

    private void add(Service service) {
        for (Attachment attachment : service.connectivity().attachments()) {
            networks.merge(attachment.network(), service.replicas(), Integer::sum);
        }
        for (Mount mount : service.storage().mounts()) {
            if (mount instanceof Mount.Named named) {
                volumes.add(named.volume());
            }
        }
    }

    int addresses(Network network) {
        return networks.getOrDefault(network.key(), 0);
    }
}
