package io.jstack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("root")
class SetElementsTest {
    private static final String TABLE = "members";
    private static final SetKey LINK = SetKey.ofLink("jv0");
    private static final SetElements.Element PORT = new SetElements.Element("ports", LINK);
    private static final SetElements.Element OWN = new SetElements.Element(
            "own", LINK.and(new byte[] {2, 0x42, 10, 0, 0, 2}).and(new byte[] {10, 0, 0, 2}));

    @Test
    void nftSeesWhatComesAndGoes() {
        inANewNamespace((nftables, elements) -> {
            elements.add(List.of(PORT, OWN));
            elements.add(List.of(PORT)); // it is there already
            assertThat(nftables.list("list set bridge members ports")).contains("\"elem\": [\"jv0\"]");
            assertThat(nftables.list("list set bridge members own"))
                    .contains("{\"concat\": [\"jv0\", \"02:42:0a:00:00:02\", \"10.0.0.2\"]}");
            elements.remove(List.of(PORT, OWN));
            elements.remove(List.of(OWN)); // it is not there any more
            assertThat(nftables.list("list table bridge members")).doesNotContain("jv0");
        });
    }

    @Test
    void allOrNone() {
        inANewNamespace((nftables, elements) -> {
            SetElements.Element lost = new SetElements.Element("nosuch", LINK);
            for (List<SetElements.Element> each : List.of(List.of(PORT, lost), List.of(lost, lost, PORT))) {
                assertThatThrownBy(() -> elements.add(each))
                        .isInstanceOfSatisfying(
                                KernelException.class,
                                e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                        .hasMessageContaining("nosuch");
                assertThat(nftables.list("list set bridge members ports")).doesNotContain("jv0");
            }
            elements.add(List.of(PORT)); // answers that were not read are no answer to this
            assertThat(nftables.list("list set bridge members ports")).contains("jv0");
        });
    }

    /** Each failure is answered, and so many answers do not fit into the socket. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void soManyFailuresThatTheirAnswersAreLostSilenceNobodyAfterwards() {
        inANewNamespace((nftables, elements) -> {
            List<SetElements.Element> lost = Collections.nCopies(1000, new SetElements.Element("nosuch", LINK));
            for (int round = 0; round < 3; round++) {
                assertThatThrownBy(() -> elements.add(lost)).isInstanceOf(KernelException.class);
                elements.add(List.of(PORT));
                elements.remove(List.of(PORT));
            }
        });
    }

    @Test
    void aKeyThatIsNotTheSetsIsRefused() {
        inANewNamespace((nftables, elements) -> assertThatThrownBy(
                        () -> elements.add(List.of(new SetElements.Element("own", LINK))))
                .isInstanceOfSatisfying(
                        KernelException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL)));
    }

    private interface Body {
        void run(Nftables nftables, SetElements elements);
    }

    private static void inANewNamespace(Body body) {
        SocketNamespace.inNew(() -> {
            try (Nftables nftables = Nftables.open().orElseThrow();
                    SetElements elements = SetElements.open(SetElements.NFPROTO_BRIDGE, TABLE)) {
                nftables.run("""
                        add table bridge members
                        add set bridge members ports { type ifname; }
                        add set bridge members own { type ifname . ether_addr . ipv4_addr; }
                        """);
                body.run(nftables, elements);
            }
            return true;
        });
    }
}
