package io.jstack.orchestrator.stack;

import io.jstack.bench.UnderEngineFlags;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** From the bytes of a stack file to the model. */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class StackLoaderBenchmark extends UnderEngineFlags {
    @Param({"50", "1000"})
    int services;

    private LoadRequest request;

    @Setup
    public void write() {
        request = StackText.request(services);
    }

    @Benchmark
    public LoadedStack load() {
        return StackLoader.load(request);
    }
}
