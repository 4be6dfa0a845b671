package io.jstack.runtime.kernel;

import io.jstack.bench.UnderEngineFlags;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.TearDown;

/** The longest request of a start: a veth pair, its peer in the container's namespace. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RtnetlinkRequestsBenchmark extends UnderEngineFlags {
    private static final byte[] MAC = {2, 66, (byte) 172, 18, 0, 2};

    private final Fd namespace = Linux.open("/proc/self/ns/net", Linux.O_RDONLY);

    @Benchmark
    public byte[] addVeth() {
        return RtnetlinkRequests.addVeth("jstack0123456789", 7, 1500, 1, "eth0", MAC, namespace)
                .encode(1, 0);
    }

    @TearDown
    public void close() {
        namespace.close();
    }
}
