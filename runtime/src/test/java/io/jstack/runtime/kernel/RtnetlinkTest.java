package io.jstack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages to rtnetlink, and the kernel's answers. */
class RtnetlinkTest {
    private static final byte[] MAC = HexFormat.of().parseHex("020000000001");

    /** Taken apart by hand: nlmsghdr, ifinfomsg, IFLA_IFNAME, IFLA_ADDRESS, IFLA_MTU, IFLA_GROUP, IFLA_LINKINFO { KIND }. */
    @Test
    void aMessageIsWrittenAsTheWireWantsIt() {
        String expected = "54000000" + "1000" + "0506" + "07000000" + "00000000" // 0x605: create, excl, request, ack
                + "00000000" + "00000000" + "01000000" + "01000000"
                + "0800" + "0300" + "6a623000"
                + "0a00" + "0100" + "0200000000010000"
                + "0800" + "0400" + "dc050000"
                + "0800" + "1b00" + "05000000"
                + "1000" + "1200" + "0b00" + "0100" + "62726964676500" + "00";
        assertThat(HexFormat.of()
                        .formatHex(
                                RtnetlinkRequests.addBridge("jb0", MAC, 1500, 5).encode(7, NetlinkRequest.NLM_F_ACK)))
                .isEqualTo(expected);
    }

    private static NetlinkAttributes attributes(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return new NetlinkAttributes(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0, bytes.length);
    }

    @Test
    void ofAttributesOfOneTypeTheLastCountsAndOneThatIsTooShortIsNone() {
        NetlinkAttributes attributes = attributes("08000100" + "01000000" + "08000100" + "02000000" + "06000200"
                + "07000000" + "0c000380" + "08000100" + "05000000");
        assertThat(attributes.u32(1)).contains(2);
        assertThat(attributes.u32(2)).isEmpty();
        assertThat(attributes.u8(2)).contains(7);
        assertThat(attributes.bytes(2))
                .hasValueSatisfying(two -> assertThat(two).containsExactly(7, 0));
        assertThat(attributes.nested(3).u32(1)).contains(5);
        assertThat(attributes.nested(4).u32(1)).isEmpty();
    }

    @Test
    void attributesThatLeadOutsideTheMessageEndTheReading() {
        NetlinkAttributes attributes = attributes("08000300" + "61620000" + "ff000400" + "00000000");
        assertThat(attributes.string(3)).contains("ab");
        assertThat(attributes.bytes(4)).isEmpty();
    }

    @Test
    @Tag("root")
    void aRequestThatFailsSaysWhyAndDoesNotStopTheOthers() {
        inANewNamespace(() -> {
            try (Rtnetlink host = Rtnetlink.open()) {
                List<NetlinkReply> replies = host.send(List.of(
                        RtnetlinkRequests.addBridge("jb0", MAC, 1500, 5),
                        RtnetlinkRequests.addBridge("jb0", MAC, 1500, 5),
                        RtnetlinkRequests.deleteLink("nosuch0"),
                        RtnetlinkRequests.addBridge("a-name-of-16-char", MAC, 1500, 5),
                        RtnetlinkRequests.raiseLoopback()));
                assertThat(replies.stream()
                                .map(NetlinkReply::errno)
                                .map(errno -> errno.map(Enum::name).orElse("")))
                        .containsExactly("", "EEXIST", "ENODEV", "ERANGE", "");
                int bridge = host.link("jb0").orElseThrow().index();
                host.apply(RtnetlinkRequests.addAddress(bridge, new byte[] {10, 9, 0, 1}, 24));
                assertThatThrownBy(() -> host.apply(RtnetlinkRequests.addAddress(bridge, new byte[] {10, 9, 0, 1}, 24)))
                        .isInstanceOf(KernelException.class)
                        .hasMessageContaining("ipv4: Address already assigned");
                assertThat(host.addresses())
                        .extracting(RtnetlinkAddress::address)
                        .contains(0x0a090001);
                assertThat(host.routes()).extracting(RtnetlinkRoute::prefix).contains(24);
                assertThat(host.link("nosuch0")).isEmpty();
            }
        });
    }

    @Test
    @Tag("root")
    void moreRequestsThanASocketHoldsAnswersForAreAllAnswered() {
        inANewNamespace(() -> {
            try (Rtnetlink host = Rtnetlink.open()) {
                Stream<NetlinkRequest> adds =
                        IntStream.range(0, 300).mapToObj(i -> RtnetlinkRequests.addBridge("jb" + i, MAC, 1500, 5));
                host.apply(adds.toList());
                assertThat(host.links()).hasSize(301);
                host.apply(RtnetlinkRequests.deleteGroup(5));
                assertThat(host.links()).hasSize(1);
            }
        });
    }

    private static void inANewNamespace(Runnable body) {
        SocketNamespace.inNew(() -> {
            body.run();
            return true;
        });
    }
}
