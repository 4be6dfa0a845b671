package io.jstack.orchestrator.stack.decode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code extra_hosts}: canonical lines {@code host=address}, gathered by host. */
final class Hosts {
    private Hosts() {}

    static Map<String, List<String>> of(Fields fields) {
        Map<String, List<String>> hosts = new LinkedHashMap<>();
        for (String line : fields.texts("extra_hosts")) {
            int equals = line.indexOf('=');
            hosts.computeIfAbsent(line.substring(0, Math.max(equals, 0)), host -> new ArrayList<>())
                    .add(line.substring(equals + 1));
        }
        hosts.replaceAll((host, addresses) -> List.copyOf(addresses));
        return hosts;
    }
}
