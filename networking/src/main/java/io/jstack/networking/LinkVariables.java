package io.jstack.networking;

import io.jstack.networking.LinkSource.ExposedPort;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** The environment that a link gives, as Docker's legacy container links gave it. */
public final class LinkVariables {
    private LinkVariables() {}

    /**
     * The variables of one link. Of several replicas the first is found under the plain alias, and each under {@code ALIAS_<n>}.
     *
     * @param container the name of the container that links
     * @param alias the link's alias, or the service's name
     * @param replicas what it links to, at least one
     */
    public static SortedMap<String, String> of(String container, String alias, List<LinkSource> replicas) {
        List<LinkSource> ordered = replicas.stream()
                .sorted(java.util.Comparator.comparingInt(LinkSource::number))
                .toList();
        SortedMap<String, String> variables = new TreeMap<>();
        if (ordered.size() > 1) {
            ordered.forEach(replica -> add(variables, container, alias + "_" + replica.number(), replica));
        }
        ordered.stream().findFirst().ifPresent(first -> add(variables, container, alias, first));
        return Collections.unmodifiableSortedMap(variables);
    }

    private static void add(SortedMap<String, String> variables, String container, String alias, LinkSource source) {
        String prefix = alias.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
        variables.put(prefix + "_NAME", "/" + container + "/" + alias);
        for (ExposedPort port : source.exposed()) {
            String url = "%s://%s:%d".formatted(port.protocol(), source.address(), port.number());
            String name = "%s_PORT_%d_%s"
                    .formatted(prefix, port.number(), port.protocol().name());
            variables.putIfAbsent(prefix + "_PORT", url);
            variables.put(name, url);
            variables.put(name + "_ADDR", source.address().toString());
            variables.put(name + "_PORT", Integer.toString(port.number()));
            variables.put(name + "_PROTO", port.protocol().toString());
        }
        source.environment().forEach((name, value) -> {
            if (!name.equals("HOME") && !name.equals("PATH")) { // as Docker: they say nothing of the linked service
                variables.put(prefix + "_ENV_" + name, value);
            }
        });
    }
}
