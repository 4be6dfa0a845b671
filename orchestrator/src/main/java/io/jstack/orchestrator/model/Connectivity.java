package io.jstack.orchestrator.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a service is reached and whom it reaches.
 *
 * @param attachments its networks, by key, in order of priority; empty unless {@code mode} is {@link NetworkMode.Own}
 * @param expose container ports said to be served, besides those in {@code ports}
 * @param extraHosts host name to addresses; {@code host-gateway} stands for the host
 */
public record Connectivity(
        NetworkMode mode,
        List<Attachment> attachments,
        List<PublishedPort> ports,
        List<ExposedPort> expose,
        List<Link> links,
        List<Link> externalLinks,
        Map<String, List<String>> extraHosts,
        List<String> dns,
        List<String> dnsSearch,
        List<String> dnsOptions,
        Optional<String> hostname,
        Optional<String> domainname,
        Optional<String> macAddress) {
    public Connectivity {
        attachments = List.copyOf(attachments);
        ports = List.copyOf(ports);
        expose = List.copyOf(expose);
        links = List.copyOf(links);
        externalLinks = List.copyOf(externalLinks);
        extraHosts = Ordered.copy(extraHosts);
        dns = List.copyOf(dns);
        dnsSearch = List.copyOf(dnsSearch);
        dnsOptions = List.copyOf(dnsOptions);
    }

    /** A service on a network. */
    public record Attachment(
            String network,
            List<String> aliases,
            Optional<String> ipv4Address,
            Optional<String> ipv6Address,
            Optional<String> macAddress,
            Optional<String> interfaceName,
            int gatewayPriority) {
        public Attachment {
            aliases = List.copyOf(aliases);
        }
    }

    /** A container port and its protocol, {@code tcp} or {@code udp}. */
    public record ExposedPort(int port, String protocol) {
        @Override
        public String toString() {
            return port + "/" + protocol;
        }
    }

    /** {@code links: [service:alias]}; the alias is the target's name when none was given. */
    public record Link(String target, String alias) {}
}
