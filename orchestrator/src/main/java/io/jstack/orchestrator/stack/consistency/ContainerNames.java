package io.jstack.orchestrator.stack.consistency;

import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.tree.MapNode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** No two services may give their container the same name. */
final class ContainerNames {
    private final Findings findings;

    ContainerNames(Findings findings) {
        this.findings = findings;
    }

    void check(MapNode services) {
        Map<String, String> taken = new HashMap<>();
        for (String name : new TreeSet<>(services.keys())) {
            MapNode service = services.map(name).orElseGet(() -> MapNode.empty(services.place()));
            service.text("container_name").ifPresent(container -> {
                String other = taken.putIfAbsent(container, name);
                if (other != null) {
                    findings.problem(
                            StackError.CONFLICT,
                            service.keyPlace("container_name"),
                            "services." + name + ": container name \"" + container + "\" is already in use by service "
                                    + other,
                            "give each its own, or leave container_name out");
                }
            });
        }
    }
}
