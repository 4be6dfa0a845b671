package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.model.Connectivity;
import io.jstack.orchestrator.model.Connectivity.Attachment;
import io.jstack.orchestrator.model.Connectivity.ExposedPort;
import io.jstack.orchestrator.model.Connectivity.Link;
import io.jstack.orchestrator.model.NetworkMode;
import io.jstack.orchestrator.model.PublishedPort;
import io.jstack.orchestrator.model.PublishedPort.PortRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Networks, ports, names and addresses of a service. */
final class ConnectivityDecoder {
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/([a-z]+))?");

    /** The network of services that name none. */
    static final String DEFAULT = "default";

    private final Fields service;

    ConnectivityDecoder(Fields service) {
        this.service = service;
    }

    Connectivity decode() {
        return new Connectivity(
                mode(),
                attachments(),
                service.items("ports").stream()
                        .flatMap(port -> port(port).stream())
                        .toList(),
                exposed(),
                links("links"),
                links("external_links"),
                Hosts.of(service),
                service.texts("dns"),
                service.texts("dns_search"),
                service.texts("dns_opt"),
                service.text("hostname"),
                service.text("domainname"),
                service.text("mac_address"));
    }

    private NetworkMode mode() {
        Optional<String> written = service.text("network_mode");
        if (written.isEmpty()) {
            return new NetworkMode.Own();
        }
        String mode = written.get();
        if (mode.equals("none")) {
            return new NetworkMode.None();
        }
        if (mode.equals("host")) {
            return new NetworkMode.Host();
        }
        if (mode.startsWith("service:")) {
            return new NetworkMode.OfService(mode.substring("service:".length()));
        }
        if (mode.startsWith("container:")) {
            return new NetworkMode.OfContainer(mode.substring("container:".length()));
        }
        if (joinsDefault()) {
            service.warn("network_mode", mode + " is taken as the stack's own network default");
            return new NetworkMode.Own();
        }
        service.refuse(
                "network_mode",
                "no network mode " + mode,
                "leave it out to join the stack's own network, or use none, host, service:<name> or container:<name>");
        return new NetworkMode.Own();
    }

    /** Docker's own bridge, which jstack does not have: the service is alone with the others of its stack instead. */
    private boolean joinsDefault() {
        return service.text("network_mode")
                .filter(mode -> mode.equals("bridge") || mode.equals(DEFAULT))
                .isPresent();
    }

    private List<Attachment> attachments() {
        if (joinsDefault()) {
            Optional<String> none = Optional.empty();
            return List.of(new Attachment(DEFAULT, List.of(), none, none, none, none, 0));
        }
        record Ranked(Attachment attachment, int priority) {}
        List<Ranked> ranked = new ArrayList<>();
        for (Map.Entry<String, Fields> entry : service.named("networks").entrySet()) {
            Fields fields = entry.getValue();
            Attachment attachment = new Attachment(
                    entry.getKey(),
                    fields.texts("aliases"),
                    fields.text("ipv4_address"),
                    fields.text("ipv6_address"),
                    fields.text("mac_address"),
                    fields.text("interface_name"),
                    fields.integer("gw_priority").orElse(0));
            ranked.add(new Ranked(attachment, fields.integer("priority").orElse(0)));
        }
        ranked.sort(Comparator.comparing((Ranked one) -> -one.priority())
                .thenComparing(one -> one.attachment().network()));
        return ranked.stream().map(Ranked::attachment).toList();
    }

    private Optional<PublishedPort> port(Fields port) {
        String protocol = port.text("protocol").orElse("tcp");
        if (!protocol.equals("tcp") && !protocol.equals("udp")) {
            port.refuse("protocol", "ports of " + protocol + " are not published", "publish tcp or udp");
        }
        Optional<Integer> target = port.integer("target").filter(number -> number > 0 && number < 65536);
        if (target.isEmpty()) {
            port.problem("target", "expected a port from 1 to 65535", "");
            return Optional.empty();
        }
        Optional<PortRange> published = port.text("published")
                .filter(text -> !text.equals("0"))
                .flatMap(text -> {
                    Optional<PortRange> range = range(text);
                    if (range.isEmpty()) {
                        port.problem(
                                "published", "invalid host port " + text, "write a port, or a range such as 8000-8010");
                    }
                    return range;
                });
        return Optional.of(
                new PublishedPort(port.text("host_ip"), published, target.get(), protocol, Optional.of(port.place())));
    }

    private static Optional<PortRange> range(String text) {
        Matcher matcher = RANGE.matcher(text);
        if (!matcher.matches() || matcher.group(3) != null) {
            return Optional.empty();
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        return last < first || last > 65535 ? Optional.empty() : Optional.of(new PortRange(first, last));
    }

    private List<ExposedPort> exposed() {
        List<ExposedPort> exposed = new ArrayList<>();
        for (String text : service.texts("expose")) {
            Matcher matcher = RANGE.matcher(text);
            if (!matcher.matches()) {
                service.problem("expose", "invalid port " + text, "write a port, a range, or a port with /udp");
                continue;
            }
            String protocol = matcher.group(3) == null ? "tcp" : matcher.group(3);
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            for (int port = first; port <= Math.min(last, 65535); port++) {
                exposed.add(new ExposedPort(port, protocol));
            }
        }
        return exposed;
    }

    private List<Link> links(String key) {
        return service.texts(key).stream()
                .map(text -> {
                    String[] parts = text.split(":", 2);
                    return new Link(parts[0], parts.length == 2 ? parts[1] : parts[0]);
                })
                .toList();
    }
}
