package io.jstack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("root")
class LinkRemovalTest {
    private static final byte[] MAC = {2, 0, 0, 0, 0, 1};

    @Test
    void itReturnsWhenNobodyCanSeeTheLinksAnyMore() {
        inANewNamespace((host, removal) -> {
            for (int round = 0; round < 20; round++) {
                host.apply(List.of(bridge("jb1", 5), bridge("jb2", 6), bridge("beside", 7)));
                removal.remove(Map.of(
                        "jb1", RtnetlinkRequests.deleteGroup(5),
                        "jb2", RtnetlinkRequests.deleteGroup(6),
                        "nosuch0", RtnetlinkRequests.deleteGroup(8)));
                assertThat(host.links()).extracting(RtnetlinkLink::name).containsExactlyInAnyOrder("lo", "beside");
                host.apply(bridge("jb1", 5)); // the name is free at once
                removal.remove(Map.of("jb1", RtnetlinkRequests.deleteGroup(5)));
                removal.remove(Map.of("beside", RtnetlinkRequests.deleteLink("beside")));
            }
        });
    }

    @Test
    void theLinksOfAGroupAreGoneWithTheOneThatWasNamed() {
        inANewNamespace((host, removal) -> {
            host.apply(
                    IntStream.range(0, 300).mapToObj(i -> bridge("jb" + i, 5)).toList());
            removal.remove(Map.of("jb150", RtnetlinkRequests.deleteGroup(5)));
            assertThat(host.links()).hasSize(1);
        });
    }

    /** 300 links are told of at once, and five of them fill the socket. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whatIsLostInAnOverrunIsAskedForAgain() {
        SocketNamespace.inNew(() -> {
            NetlinkSocket small = NetlinkSocket.open(NetlinkSocket.NETLINK_ROUTE, 0);
            small.receiveBuffer(8192);
            try (Rtnetlink host = Rtnetlink.open();
                    LinkRemoval removal = LinkRemoval.over(small)) {
                for (int round = 0; round < 2; round++) {
                    host.apply(IntStream.range(0, 300)
                            .mapToObj(i -> bridge("jb" + i, 5))
                            .toList());
                    removal.remove(Map.of("jb299", RtnetlinkRequests.deleteGroup(5)));
                    assertThat(host.links()).hasSize(1);
                }
            }
            return true;
        });
    }

    @Test
    void aRefusalIsTold() {
        inANewNamespace((host, removal) -> {
            host.apply(bridge("jb0", 5));
            Map<String, NetlinkRequest> both = new LinkedHashMap<>();
            both.put("lo", RtnetlinkRequests.deleteLink("lo"));
            both.put("jb0", RtnetlinkRequests.deleteLink("jb0"));
            assertThatThrownBy(() -> removal.remove(both))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("link del lo");
        });
    }

    private static NetlinkRequest bridge(String name, int group) {
        return RtnetlinkRequests.addBridge(name, MAC, 1500, group);
    }

    private interface Body {
        void run(Rtnetlink host, LinkRemoval removal);
    }

    private static void inANewNamespace(Body body) {
        SocketNamespace.inNew(() -> {
            try (Rtnetlink host = Rtnetlink.open();
                    LinkRemoval removal = LinkRemoval.open()) {
                body.run(host, removal);
            }
            return true;
        });
    }
}
