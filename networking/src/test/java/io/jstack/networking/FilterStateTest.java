package io.jstack.networking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listings as nft 1.0.6 prints them. */
class FilterStateTest {
    /** Without {@code /etc/protocols} a protocol is listed by its number, and a port must be found all the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"tcp\" | tcp", "6 | tcp", "\"udp\" | udp", "17 | udp"},
            quoteCharacter = '`')
    void aPortIsFoundHoweverItsProtocolIsWritten(String listed, String protocol) {
        FilterState state = FilterState.parse("""
                {"nftables": [
                  {"map": {"family": "ip", "name": "pub", "table": "x", "type": ["inet_proto", "inet_service"],
                    "map": "ipv4_addr . inet_service",
                    "elem": [[{"concat": [%1$s, 17]}, {"concat": ["10.64.0.2", 80]}]]}},
                  {"map": {"family": "ip", "name": "pub1", "table": "x", "type": ["inet_proto", "ipv4_addr", "inet_service"],
                    "map": "ipv4_addr . inet_service",
                    "elem": [[{"concat": [%1$s, "127.0.0.1", 6]}, {"concat": ["10.64.0.2", 80]}]]}}]}
                """.formatted(listed));
        assertThat(state.map("pub")).containsOnlyKeys(protocol + " . 17").containsValue("10.64.0.2 . 80");
        assertThat(state.map("pub1")).containsOnlyKeys(protocol + " . 127.0.0.1 . 6");
    }
}
