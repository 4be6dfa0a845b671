package io.jstack.orchestrator.plan;

import io.jstack.bench.UnderEngineFlags;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.stack.StackText;
import io.jstack.values.ContainerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The plan for a stack of which nothing is there yet, and for one that is as it should be. */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ReconcilerBenchmark extends UnderEngineFlags {
    @Param({"50", "1000"})
    int services;

    private Stack stack;
    private Observed running;
    private Wishes up;
    private Wishes keep;

    @Setup
    public void look() {
        stack = StackText.load(services).stack();
        up = Wishes.up(stack, Map.of());
        keep = Wishes.keep(stack.services().keySet(), Set.of(), Set.of(), Map.of(), Map.of());
        running = running();
        if (!asItShouldBe().isEmpty() || fromNothing().steps().size() < 2 * services) {
            throw new IllegalStateException("not the plans that were meant: " + asItShouldBe());
        }
    }

    private Observed running() {
        Map<String, Observed.OfNetwork> networks = new HashMap<>();
        stack.networks()
                .values()
                .forEach(network -> networks.put(
                        network.name(),
                        new Observed.OfNetwork(network.name(), Optional.of(Fingerprint.of(network)), List.of())));
        Map<String, Observed.OfVolume> volumes = new HashMap<>();
        stack.volumes()
                .values()
                .forEach(volume -> volumes.put(
                        volume.name(),
                        new Observed.OfVolume(volume.name(), Optional.of(Fingerprint.of(volume)), List.of())));
        List<Observed.OfContainer> containers = new ArrayList<>();
        stack.services().values().forEach(service -> containers.add(running(service, containers.size() + 1)));
        return new Observed(stack.project(), networks, volumes, containers);
    }

    private static Observed.OfContainer running(Service service, int number) {
        Instant begun = Instant.EPOCH;
        return new Observed.OfContainer(
                new ContainerId("%064x".formatted(number)),
                "large-" + service.name() + "-1",
                service.name(),
                1,
                false,
                service.hash(),
                "registry.example/app:1.0",
                "sha256:" + "0".repeat(64),
                "true",
                Observed.State.RUNNING,
                OptionalInt.of(number),
                Health.HEALTHY,
                Optional.empty(),
                begun,
                Optional.of(begun),
                Optional.empty(),
                0,
                Map.of("large_front", "172.18.1.1", "large_back", "172.19.1.1"),
                List.of(),
                List.of());
    }

    @Benchmark
    public Plan asItShouldBe() {
        return Reconciler.plan(stack, running, keep);
    }

    @Benchmark
    public Plan fromNothing() {
        return Reconciler.plan(stack, Observed.nothing(stack.project()), up);
    }
}
