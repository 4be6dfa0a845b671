package io.jstack.runtime.logs;

import io.jstack.bench.UnderEngineFlags;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A batch of a mebibyte of a container's output, in lines of so many bytes. */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LineFormatBenchmark extends UnderEngineFlags {
    @Param({"20", "100"})
    int length;

    private final LineFormat format = new LineFormat();
    private final byte[] target = new byte[4 << 20];
    private byte[] source = {};

    @Setup
    public void write() {
        String line = "x".repeat(length - 1) + "\n";
        source = line.repeat((1 << 20) / length).getBytes(StandardCharsets.US_ASCII);
    }

    @Benchmark
    public int format() {
        format.format(
                source,
                source.length,
                LogStream.STDOUT,
                Instant.EPOCH,
                target,
                target.length,
                1,
                LineFormat.Rest.WAITS);
        return format.produced();
    }
}
