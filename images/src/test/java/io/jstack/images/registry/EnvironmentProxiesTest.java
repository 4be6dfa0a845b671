package io.jstack.images.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentProxiesTest {
    private static final EnvironmentProxies PROXIES = new EnvironmentProxies(Map.of(
            "HTTPS_PROXY",
            "http://proxy.example:3128",
            "http_proxy",
            "plain.example",
            "no_proxy",
            "corp.example, .lan"));

    private static String towards(String uri) {
        Proxy proxy = PROXIES.select(URI.create(uri)).get(0);
        return proxy.equals(Proxy.NO_PROXY)
                ? "direct"
                : proxy.address().toString().replace("/<unresolved>", "");
    }

    @Test
    void theSchemeChoosesTheProxyAndExceptionsAreDirect() {
        assertThat(towards("https://registry.example/v2/")).isEqualTo("proxy.example:3128");
        assertThat(towards("http://registry.example/v2/")).isEqualTo("plain.example:80");
        assertThat(towards("https://corp.example/")).isEqualTo("direct");
        assertThat(towards("https://a.corp.example/")).isEqualTo("direct");
        assertThat(towards("https://notcorp.example/")).isEqualTo("proxy.example:3128");
        assertThat(towards("https://nas.lan:5000/")).isEqualTo("direct");
        assertThat(towards("https://127.0.0.1:5000/")).isEqualTo("direct");
        assertThat(new EnvironmentProxies(Map.of()).select(URI.create("https://a/")))
                .containsExactly(Proxy.NO_PROXY);
    }
}
