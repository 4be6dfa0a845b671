package io.jstack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("root")
class NetlinkEventsTest {
    private static final int MANY = 300;
    private static final byte[] MAC = {2, 0, 0, 0, 0, 1};

    /** Each of the links is told of several times, and each change is a datagram of its own. */
    @Test
    @SuppressWarnings("try") // it is listened to
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void manyChangesAreToldOfTogetherAndNoneIsMissed() {
        SocketNamespace.inNew(() -> {
            AtomicInteger told = new AtomicInteger();
            try (Rtnetlink host = Rtnetlink.open();
                    NetlinkEvents listening = NetlinkEvents.open(told::incrementAndGet)) {
                List<NetlinkRequest> links = IntStream.range(0, MANY)
                        .mapToObj(NetlinkEventsTest::bridge)
                        .toList();
                host.apply(links);
                await().until(() -> told.get() > 0);
                assertThat(whenQuiet(told)).isLessThan(MANY);
                for (int round = 0; round < 10; round++) {
                    int before = whenQuiet(told);
                    host.apply(List.of(RtnetlinkRequests.deleteLink("jb" + round)));
                    await().until(() -> told.get() > before);
                }
            }
            return true;
        });
    }

    /** How often it was told of, once that was no more for a while. */
    private static int whenQuiet(AtomicInteger told) {
        AtomicInteger last = new AtomicInteger(-1);
        await().during(Duration.ofMillis(150)).until(() -> last.getAndSet(told.get()) == told.get());
        return told.get();
    }

    private static NetlinkRequest bridge(int number) {
        return RtnetlinkRequests.addBridge("jb" + number, MAC, 1500, 5);
    }
}
