package io.jstack.networking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subnets for networks, addresses for replicas. */
class AddressPoolTest {
    private static final AddressPool POOL = new AddressPool(Subnet.parse("10.64.0.0/12"));
    private static final NetworkSpec NETWORK = NetworkSpec.of("web", "web_default", "0".repeat(64));

    private static Map<ReplicaKey, Optional<Ipv4>> replicas(String service, int count) {
        Map<ReplicaKey, Optional<Ipv4>> replicas = new HashMap<>();
        for (int n = 1; n <= count; n++) {
            replicas.put(new ReplicaKey(service, n), Optional.empty());
        }
        return replicas;
    }

    private static NetworkSpec with(Ipam ipam) {
        return new NetworkSpec("web", "web_default", "0".repeat(64), Reach.OUTSIDE, ipam, Optional.empty(), Map.of());
    }

    private static Ipam subnet(String subnet) {
        return new Ipam(Optional.of(Subnet.parse(subnet)), Optional.empty(), Optional.empty(), Map.of());
    }

    private static NetworkAddresses settle(Map<ReplicaKey, Optional<Ipv4>> replicas) {
        return POOL.settle(NETWORK, replicas, Optional.empty(), List.of());
    }

    @Test
    void eachReplicaGetsAnAddressAndASpareOne() {
        NetworkAddresses addresses = settle(replicas("db", 2));
        assertThat(addresses.subnet()).hasToString("10.64.0.0/24");
        assertThat(addresses.gateway()).hasToString("10.64.0.1");
        assertThat(addresses.replicas())
                .containsExactly(
                        Map.entry(new ReplicaKey("db", 1), List.of(Ipv4.parse("10.64.0.2"), Ipv4.parse("10.64.0.3"))),
                        Map.entry(new ReplicaKey("db", 2), List.of(Ipv4.parse("10.64.0.4"), Ipv4.parse("10.64.0.5"))));
    }

    @Test
    void aReplicaKeepsItsAddressWhoeverComesAndGoes() {
        NetworkAddresses first = settle(replicas("web", 3));
        Map<ReplicaKey, Optional<Ipv4>> more = replicas("web", 3);
        more.putAll(replicas("api", 5));
        NetworkAddresses second = POOL.settle(NETWORK, more, Optional.of(first), List.of());
        NetworkAddresses third = POOL.settle(NETWORK, replicas("api", 1), Optional.of(second), List.of());
        NetworkAddresses fourth = POOL.settle(NETWORK, more, Optional.of(third), List.of());
        assertThat(fourth).isEqualTo(second);
        first.replicas()
                .forEach((replica, both) -> assertThat(fourth.replicas()).containsEntry(replica, both));
    }

    @Test
    void afterAStartFirstUpdateTheAddressesChangePlaces() {
        ReplicaKey db = new ReplicaKey("db", 1);
        NetworkAddresses swapped = settle(replicas("db", 1)).swapped(db);
        assertThat(swapped.of(db)).hasValueSatisfying(ip -> assertThat(ip).hasToString("10.64.0.3"));
        assertThat(POOL.settle(NETWORK, replicas("db", 1), Optional.of(swapped), List.of()))
                .isEqualTo(swapped);
    }

    @ParameterizedTest
    @CsvSource({"1,24", "100,24", "101,23", "200,23", "201,22", "1000,20"})
    void theSubnetIsAsLargeAsTheReplicasNeed(int count, int prefix) {
        NetworkAddresses addresses = settle(replicas("web", count));
        assertThat(addresses.subnet().prefix()).isEqualTo(prefix);
        Set<Ipv4> all = new HashSet<>();
        addresses.replicas().values().forEach(all::addAll);
        assertThat(all)
                .hasSize(2 * count)
                .doesNotContain(addresses.gateway(), addresses.subnet().last());
    }

    @Test
    void fiveHundredNetworksFitAndAvoidWhatTheHostUses() {
        List<Subnet> taken = new ArrayList<>(
                List.of(Subnet.parse("10.64.0.0/16"), Subnet.parse("10.65.3.128/25"), Subnet.parse("0.0.0.0/0")));
        for (int n = 0; n < 500; n++) {
            NetworkSpec network = NetworkSpec.of("p" + n, "p" + n + "_default", "0".repeat(64));
            Subnet chosen = POOL.settle(network, replicas("web", 1), Optional.empty(), taken)
                    .subnet();
            assertThat(taken.stream().skip(3).noneMatch(chosen::overlaps)).isTrue();
            taken.add(chosen);
        }
        assertThat(taken).contains(Subnet.parse("10.65.0.0/24"), Subnet.parse("10.66.244.0/24"));
        assertThat(taken).doesNotContain(Subnet.parse("10.65.3.0/24"));
    }

    @Test
    void aFullPoolNamesWhoFillsIt() {
        AddressPool small = new AddressPool(Subnet.parse("10.64.0.0/23"));
        List<Subnet> taken = List.of(Subnet.parse("10.64.0.0/24"), Subnet.parse("10.64.1.16/28"));
        assertThatThrownBy(() -> small.settle(NETWORK, replicas("web", 1), Optional.empty(), taken))
                .hasMessage("""
                        address-pool-exhausted: no free /24 for network web_default in the address pool 10.64.0.0/23: taken by 10.64.0.0/24, 10.64.1.16/28
                          try: remove a network that is not needed, or give the engine another address pool""");
    }

    @Test
    void aHostRouteThatAppearsInItsSubnetMovesTheNetwork() {
        NetworkAddresses before = settle(replicas("web", 1));
        NetworkAddresses after =
                POOL.settle(NETWORK, replicas("web", 1), Optional.of(before), List.of(Subnet.parse("10.64.0.0/25")));
        assertThat(after.subnet()).hasToString("10.64.1.0/24");
    }

    @Test
    void theFilesWishesAreHonoured() {
        Ipam ipam = new Ipam(
                Optional.of(Subnet.parse("172.28.0.0/16")),
                Optional.of(Ipv4.parse("172.28.5.254")),
                Optional.of(Subnet.parse("172.28.5.0/24")),
                Map.of("router", Ipv4.parse("172.28.5.0"), "printer", Ipv4.parse("172.28.5.2")));
        Map<ReplicaKey, Optional<Ipv4>> replicas = replicas("web", 2);
        replicas.put(new ReplicaKey("dns", 1), Optional.of(Ipv4.parse("172.28.5.1")));
        NetworkAddresses addresses = POOL.settle(with(ipam), replicas, Optional.empty(), List.of());
        assertThat(addresses.gateway()).hasToString("172.28.5.254");
        assertThat(addresses.replicas().get(new ReplicaKey("dns", 1))).hasToString("[172.28.5.1]");
        assertThat(addresses.replicas().get(new ReplicaKey("web", 1))).hasToString("[172.28.5.3, 172.28.5.4]");
    }

    @Test
    void whatContradictsItselfIsRefused() {
        ReplicaKey one = new ReplicaKey("a", 1);
        ReplicaKey two = new ReplicaKey("b", 1);
        Optional<Ipv4> ip = Optional.of(Ipv4.parse("172.28.0.9"));
        assertThatThrownBy(() -> POOL.settle(
                        with(subnet("172.28.0.0/24")), Map.of(one, ip, two, ip), Optional.empty(), List.of()))
                .hasMessageContaining("address-in-use: ipv4_address 172.28.0.9 of b-1 is taken by a-1");
        assertThatThrownBy(
                        () -> POOL.settle(with(subnet("172.29.0.0/24")), Map.of(one, ip), Optional.empty(), List.of()))
                .hasMessageContaining(
                        "address-invalid: ipv4_address of a-1 172.28.0.9 is not an address of 172.29.0.0/24");
        assertThatThrownBy(() -> POOL.settle(
                        with(subnet("192.0.2.0/24")),
                        Map.of(),
                        Optional.empty(),
                        List.of(Subnet.parse("192.0.2.128/25"))))
                .hasMessageContaining(
                        "subnet-overlaps: subnet 192.0.2.0/24 of network web_default overlaps 192.0.2.128/25");
    }

    @Test
    void inASmallSubnetSparesGiveWayToReplicas() {
        NetworkAddresses addresses =
                POOL.settle(with(subnet("172.28.0.0/29")), replicas("web", 5), Optional.empty(), List.of());
        Set<Ipv4> all = new HashSet<>();
        addresses.replicas().values().forEach(all::addAll);
        assertThat(addresses.replicas())
                .hasSize(5)
                .allSatisfy((replica, ips) -> assertThat(ips).isNotEmpty());
        assertThat(all).hasSize(5);
        assertThatThrownBy(() ->
                        POOL.settle(with(subnet("172.28.0.0/29")), replicas("web", 6), Optional.empty(), List.of()))
                .hasMessageContaining("no free address for web-6 in 172.28.0.0/29");
    }
}
