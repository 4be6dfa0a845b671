package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.Network.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Networks of the stack. What its bridges cannot do is refused, or warned about where a stack runs well without it. */
final class NetworkDecoder {
    private static final String MTU = "com.docker.network.driver.mtu";

    private NetworkDecoder() {}

    /** The network of services that name none. */
    static Network unnamed(String project) {
        return new Network(
                ConnectivityDecoder.DEFAULT,
                project + "_" + ConnectivityDecoder.DEFAULT,
                false,
                false,
                false,
                Optional.empty(),
                Map.of(),
                List.of(),
                false,
                Map.of());
    }

    static Network of(String key, Fields network) {
        check(network);
        return new Network(
                key,
                network.text("name").orElse(key),
                network.flag("external"),
                network.flag("internal"),
                network.flag("attachable"),
                network.text("driver"),
                network.pairs("driver_opts"),
                pools(network),
                network.flag("enable_ipv6"),
                network.pairs("labels"));
    }

    private static void check(Fields network) {
        network.text("driver")
                .filter(driver -> !driver.equals("bridge") && !driver.equals("default"))
                .ifPresent(driver -> network.refuse(
                        "driver", "no network driver " + driver, "leave it out: every network is a bridge"));
        network.fields("driver_opts")
                .ifPresent(options -> options.map().keys().stream()
                        .filter(option -> !option.equals(MTU))
                        .forEach(option -> options.warn(option, "has no effect: known is " + MTU)));
        if (network.flag("attachable")) {
            network.warn("attachable", "true has no effect: of Swarm's overlay networks only");
        }
        if (network.flag("enable_ipv6")) {
            network.warn("enable_ipv6", "true has no effect: containers get IPv4 addresses only");
        }
        if (network.truth("enable_ipv4").filter(wanted -> !wanted).isPresent()) {
            network.refuse("enable_ipv4", "no networks without IPv4", "leave it out");
        }
    }

    private static List<Pool> pools(Fields network) {
        List<Pool> pools = new ArrayList<>();
        for (Fields pool :
                network.fields("ipam").map(ipam -> ipam.items("config")).orElse(List.of())) {
            Optional<String> subnet = pool.text("subnet");
            if (subnet.filter(text -> text.contains(":")).isPresent()) {
                pool.warn("subnet", subnet.get() + " has no effect: containers get IPv4 addresses only");
            } else if (pools.isEmpty()) {
                pools.add(new Pool(subnet, pool.text("ip_range"), pool.text("gateway"), pool.pairs("aux_addresses")));
            } else {
                pool.refuse("subnet", "a network has one IPv4 subnet", "make it large enough, or use two networks");
            }
        }
        return pools;
    }
}
