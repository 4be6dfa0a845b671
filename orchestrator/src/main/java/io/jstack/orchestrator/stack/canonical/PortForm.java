package io.jstack.orchestrator.stack.canonical;

import io.jstack.orchestrator.stack.canonical.LongForms.Lenience;
import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.values.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@code [[address:]host:]container[/protocol]} as maps, one for each container port. Two ranges of one length are paired; a host
 * range for a single container port stays a range, from which a free port is chosen.
 */
final class PortForm {
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");

    private final Place place;

    private PortForm(Place place) {
        this.place = place;
    }

    static Node all(Node node, KeyPath path, Findings findings, Lenience lenience) {
        if (!(node instanceof ListNode list)) {
            return node;
        }
        List<Node> ports = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            Node item = list.items().get(i);
            Optional<ScalarNode> text = item.asScalar();
            if (text.isEmpty()) {
                ports.add(item);
                continue;
            }
            try {
                ports.addAll(new PortForm(item.place()).read(text.get().text()));
            } catch (IllegalArgumentException wrong) {
                if (lenience == Lenience.KEEP_UNREADABLE) {
                    return node;
                }
                findings.problem(
                        StackError.VALUE_INVALID,
                        item.place(),
                        path.item(i) + ": " + wrong.getMessage(),
                        "write [[address:]host:]container[/protocol], as in 127.0.0.1:8080:80/tcp; IPv6 addresses in brackets");
            }
        }
        return ListNode.of(ports, list.place());
    }

    private record Range(int first, int last) {
        static Range of(String text, String what) {
            int dash = text.indexOf('-');
            int first = number(dash < 0 ? text : text.substring(0, dash), text, what);
            int last = dash < 0 ? first : number(text.substring(dash + 1), text, what);
            if (last < first) {
                throw new IllegalArgumentException(
                        "invalid " + what + " " + text + ": the range ends before it starts");
            }
            return new Range(first, last);
        }

        private static int number(String digits, String text, String what) {
            if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65535) {
                throw new IllegalArgumentException(
                        "invalid " + what + " " + text + ": expected a number from 0 to 65535");
            }
            return Integer.parseInt(digits);
        }

        int size() {
            return last - first + 1;
        }
    }

    private List<MapNode> read(String text) {
        int slash = text.lastIndexOf('/');
        int lastColon = text.lastIndexOf(':');
        String protocol = slash > lastColon ? text.substring(slash + 1).toLowerCase(Locale.ROOT) : "tcp";
        String rest = slash > lastColon ? text.substring(0, slash) : text;
        protocol = protocol.isEmpty() ? "tcp" : protocol;
        int containerAt = rest.lastIndexOf(':');
        String container = rest.substring(containerAt + 1);
        String before = containerAt < 0 ? "" : rest.substring(0, containerAt);
        int hostAt = before.lastIndexOf(':');
        String host = before.substring(hostAt + 1);
        String address = hostAt < 0 ? "" : before.substring(0, hostAt);
        if (container.isEmpty()) {
            throw new IllegalArgumentException("no port specified: " + text + "<empty>");
        }
        if (!PROTOCOLS.contains(protocol)) {
            throw new IllegalArgumentException("invalid proto: " + protocol);
        }
        Optional<String> ip = address.isEmpty() ? Optional.empty() : Optional.of(address(address));
        return ports(ip, host, Range.of(container, "container port"), container, protocol);
    }

    private static String address(String written) {
        boolean bracketed = written.startsWith("[") && written.endsWith("]");
        String ip = bracketed ? written.substring(1, written.length() - 1) : written;
        if (!IpAddress.isValid(ip) || (ip.contains(":") && !bracketed)) {
            throw new IllegalArgumentException("invalid ip address " + written);
        }
        return ip;
    }

    private List<MapNode> ports(Optional<String> ip, String host, Range target, String container, String protocol) {
        Optional<Range> published = host.isEmpty() ? Optional.empty() : Optional.of(Range.of(host, "host port"));
        if (published.isPresent() && published.get().size() != target.size() && target.size() > 1) {
            throw new IllegalArgumentException(
                    "invalid ranges specified for container and host ports: " + container + " and " + host);
        }
        if (target.first() == 0) {
            throw new IllegalArgumentException("is missing a target port: a container cannot listen on port 0");
        }
        List<MapNode> ports = new ArrayList<>();
        for (int i = 0; i < target.size(); i++) {
            MapNode.Builder port = MapNode.builder(place).put("mode", ScalarNode.string("ingress", place));
            ip.ifPresent(value -> port.put("host_ip", ScalarNode.string(value, place)));
            port.put("target", ScalarNode.integer(target.first() + (long) i, place));
            if (published.isPresent()) {
                Range range = published.get();
                String text = target.size() == 1 && range.size() > 1
                        ? range.first() + "-" + range.last()
                        : Integer.toString(range.first() + i);
                port.put("published", ScalarNode.string(text, place));
            }
            ports.add(port.put("protocol", ScalarNode.string(protocol, place)).build());
        }
        // the reference sorts the ports of one range as texts
        ports.sort(Comparator.comparing((MapNode port) -> port.text("target").orElse("")));
        return ports;
    }
}
