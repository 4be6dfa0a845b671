package io.jstack.networking;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The hosts file of a container with so many peers. */
@State(Scope.Benchmark)
@Fork(
        value = 2,
        jvmArgs = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HostsFileBenchmark {
    @Param({"10", "500"})
    int peers;

    @Benchmark
    public String text() {
        HostsFile file = new HostsFile().self(Ipv4.parse("172.18.0.2"), List.of("0123456789ab"));
        for (int i = 0; i < peers; i++) {
            file.peer("172.18.%d.%d".formatted(1 + i / 250, i % 250), List.of("s" + i, "a" + i, "large-s" + i + "-1"));
        }
        return file.text();
    }
}
