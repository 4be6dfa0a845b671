package io.jstack.networking;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A container's {@code /etc/resolv.conf}, resolv.conf(5): the host's, unless the service names its own servers, search list or options.
 *
 * @param servers addresses of name servers
 * @param search domains tried after the name as it is
 * @param options such as {@code ndots:1}
 */
public record ResolvConf(List<String> servers, List<String> search, List<String> options) {
    private static final int SERVERS_THAT_COUNT = 3; // MAXNS of resolv.h
    private static final Pattern SPACE = Pattern.compile("\\s+");

    public ResolvConf {
        servers = List.copyOf(servers);
        search = List.copyOf(search);
        options = List.copyOf(options);
    }

    /** Reads a resolv.conf; unknown lines and comments count for nothing, and of several {@code search} lines the last. */
    public static ResolvConf parse(String text) {
        List<String> servers = new ArrayList<>();
        List<String> search = List.of();
        List<String> options = new ArrayList<>();
        for (String line : text.lines().toList()) {
            List<String> words = List.of(SPACE.split(line.strip()));
            List<String> values = words.subList(1, words.size());
            switch (words.get(0)) {
                case "nameserver" -> values.stream().findFirst().ifPresent(servers::add);
                case "search", "domain" -> search = values;
                case "options" -> options.addAll(values);
                default -> {}
            }
        }
        return new ResolvConf(servers, search, options);
    }

    /**
     * What a container gets.
     *
     * @param host the host's own /etc/resolv.conf
     * @param upstream the file that systemd-resolved keeps of its upstream servers, {@code /run/systemd/resolve/resolv.conf}: read when the
     *     host's names its stub 127.0.0.53, which no container reaches
     * @param wanted Compose {@code dns}, {@code dns_search}, {@code dns_opt}: a list that is not empty replaces the host's
     */
    public static Outcome forContainer(ResolvConf host, Optional<ResolvConf> upstream, ResolvConf wanted) {
        ResolvConf base = host.servers.stream().allMatch(ResolvConf::isLoopback) ? upstream.orElse(host) : host;
        List<String> reachable =
                base.servers.stream().filter(server -> !isLoopback(server)).toList();
        List<String> servers = wanted.servers.isEmpty() ? reachable : wanted.servers;
        List<String> search = wanted.search.isEmpty() ? base.search : wanted.search;
        List<String> options = wanted.options.isEmpty() ? base.options : wanted.options;
        List<String> dot = search.equals(List.of(".")) ? List.of() : search;
        ResolvConf result =
                new ResolvConf(servers.stream().limit(SERVERS_THAT_COUNT).toList(), dot, options);
        Optional<String> warning = servers.isEmpty() && !host.servers.isEmpty()
                ? Optional.of("the host's name servers %s answer on its loopback only, containers cannot ask them"
                        .formatted(String.join(", ", host.servers)))
                : Optional.empty();
        return new Outcome(result, warning);
    }

    /**
     * A resolv.conf and what is to be said about it.
     *
     * @param conf for the container
     * @param warning why it names no server, where it should
     */
    public record Outcome(ResolvConf conf, Optional<String> warning) {}

    private static boolean isLoopback(String server) {
        return server.startsWith("127.") || server.equals("::1");
    }

    /** The whole file. */
    public String text() {
        String text =
                servers.stream().map(server -> "nameserver " + server + "\n").collect(Collectors.joining());
        if (!search.isEmpty()) {
            text += "search " + String.join(" ", search) + "\n";
        }
        if (!options.isEmpty()) {
            text += "options " + String.join(" ", options) + "\n";
        }
        return text;
    }
}
