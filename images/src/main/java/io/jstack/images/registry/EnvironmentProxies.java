package io.jstack.images.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Proxies as programs of the command line take them: {@code https_proxy}, {@code http_proxy}, {@code no_proxy}, in either case of
 * letters. Loopback is never reached through one.
 */
public final class EnvironmentProxies extends ProxySelector {
    private static final int USUAL_PORT = 80;

    private final Map<String, String> environment;

    public EnvironmentProxies(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = Optional.ofNullable(uri.getHost()).orElse("").toLowerCase(Locale.ROOT);
        if (isLoopback(host) || isExcepted(host)) {
            return List.of(Proxy.NO_PROXY);
        }
        String scheme = "https".equalsIgnoreCase(uri.getScheme()) ? "https" : "http";
        return variable(scheme + "_proxy")
                .or(() -> variable("all_proxy"))
                .flatMap(EnvironmentProxies::proxy)
                .map(List::of)
                .orElse(List.of(Proxy.NO_PROXY));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name))
                .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
                .filter(value -> !value.isBlank());
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    /** A suffix of the name, {@code *}, or the name itself; addresses as they are written. */
    private boolean isExcepted(String host) {
        return variable("no_proxy").stream()
                .flatMap(list -> Arrays.stream(list.split(",", -1)))
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", ""))
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> entry.equals("*") || host.equals(entry) || host.endsWith("." + entry));
    }

    private static Optional<Proxy> proxy(String written) {
        URI uri;
        try {
            uri = URI.create(written.contains("://") ? written : "http://" + written);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // as curl: what cannot be read is no proxy
        }
        int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
        return Optional.ofNullable(uri.getHost())
                .map(host -> new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port)));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException cause) {
        // the request itself fails too, and says so
    }
}
