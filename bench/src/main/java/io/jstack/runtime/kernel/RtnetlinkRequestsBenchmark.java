package io.jstack.runtime.kernel;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The longest request of a start: a veth pair, its peer in the container's namespace. */
@State(Scope.Benchmark)
@Fork(
        value = 2,
        jvmArgs = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RtnetlinkRequestsBenchmark {
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
