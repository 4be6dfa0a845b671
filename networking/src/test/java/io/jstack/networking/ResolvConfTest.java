package io.jstack.networking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** /etc/resolv.conf of a container. */
class ResolvConfTest {
    private static final ResolvConf NOTHING = new ResolvConf(List.of(), List.of(), List.of());
    private static final ResolvConf STUB = ResolvConf.parse("nameserver 127.0.0.53\noptions edns0\nsearch lan\n");

    @Test
    void isTheHostsUnlessTheServiceSaysOtherwise() {
        ResolvConf host = ResolvConf.parse(
                "# made by hand\nnameserver 192.0.2.53\nnameserver 127.0.0.1\ndomain old\nsearch lan example.org\noptions ndots:2\n");
        assertThat(ResolvConf.forContainer(host, Optional.empty(), NOTHING)
                        .conf()
                        .text())
                .isEqualTo("nameserver 192.0.2.53\nsearch lan example.org\noptions ndots:2\n");
        ResolvConf wanted =
                new ResolvConf(List.of("9.9.9.9", "1.1.1.1", "8.8.8.8", "4.4.4.4"), List.of("."), List.of("timeout:1"));
        assertThat(ResolvConf.forContainer(host, Optional.empty(), wanted)
                        .conf()
                        .text())
                .isEqualTo("nameserver 9.9.9.9\nnameserver 1.1.1.1\nnameserver 8.8.8.8\noptions timeout:1\n");
    }

    @Test
    void looksBehindTheStubOfSystemdResolved() {
        ResolvConf upstream = ResolvConf.parse("nameserver 192.0.2.53\nsearch lan\n");
        ResolvConf.Outcome outcome = ResolvConf.forContainer(STUB, Optional.of(upstream), NOTHING);
        assertThat(outcome.conf().text()).isEqualTo("nameserver 192.0.2.53\nsearch lan\n");
        assertThat(outcome.warning()).isEmpty();
    }

    @Test
    void saysWhenNoServerCanBeReached() {
        ResolvConf.Outcome outcome = ResolvConf.forContainer(STUB, Optional.empty(), NOTHING);
        assertThat(outcome.conf().servers()).isEmpty();
        assertThat(outcome.warning())
                .hasValueSatisfying(said -> assertThat(said).contains("127.0.0.53"));
    }
}
