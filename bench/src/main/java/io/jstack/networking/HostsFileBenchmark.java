package io.jstack.networking;

import io.jstack.bench.UnderEngineFlags;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/** The hosts file of a container with so many peers. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HostsFileBenchmark extends UnderEngineFlags {
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
