package io.jstack.engine.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.ContainerUsage;
import io.jstack.engine.HostContainer;
import io.jstack.engine.HostMemory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code docker stats}: what a container used, once a second, each time beside the time before, so that clients can take the difference. */
final class ContainerStats {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Duration EVERY = Duration.ofSeconds(1);
    /** Docker's word for no time at all. */
    private static final String NEVER = "0001-01-01T00:00:00Z";
    /** One tick of proc_stat(5), USER_HZ, in nanoseconds. */
    private static final long TICK = 10_000_000;
    /** Of proc_stat(5): user, nice, system, idle, iowait, irq, softirq; what guests take is counted in the first. */
    private static final int FIELDS = 7;

    private final HostView host;

    ContainerStats(HostView host) {
        this.host = host;
    }

    /** What was used, and how much time all processors had, up to one moment. */
    private record Look(Optional<ContainerUsage> usage, long processors) {}

    void follow(Request request, Answer answer) throws IOException, InterruptedException {
        HostContainer container = host.container(request);
        boolean again = request.query().flagUnlessOff("stream");
        Look before = new Look(Optional.empty(), 0);
        try (OutputStream out = answer.stream("application/json")) {
            if (!again && !request.query().flag("one-shot")) {
                before = look(container);
                answer.pause(EVERY);
            }
            do {
                Look now = look(container);
                out.write((json(container, before, now) + "\n").getBytes(StandardCharsets.UTF_8));
                before = now;
            } while (again && isThere(container) && answer.pause(EVERY));
        }
    }

    private boolean isThere(HostContainer container) {
        return host.containers().find(container.id().value()).isPresent();
    }

    private Look look(HostContainer container) throws IOException {
        return new Look(
                isThere(container) ? host.containers().usage(container.id()) : Optional.empty(), processorTime());
    }

    private static long processorTime() throws IOException {
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split("\\s+");
        long ticks = 0;
        for (String field : List.of(fields).subList(1, 1 + FIELDS)) {
            ticks += Long.parseLong(field);
        }
        return ticks * TICK;
    }

    private static ObjectNode json(HostContainer container, Look before, Look now) {
        ObjectNode json = JSON.objectNode();
        json.put("id", container.id().value()).put("name", "/" + container.name());
        json.put("read", time(now)).put("preread", time(before));
        json.set("cpu_stats", processors(now));
        json.set("precpu_stats", processors(before));
        ObjectNode memory = json.putObject("memory_stats");
        ObjectNode processes = json.putObject("pids_stats");
        ObjectNode disk = json.putObject("blkio_stats");
        now.usage().ifPresent(usage -> {
            memory.put("usage", usage.memory().value())
                    .put(
                            "limit",
                            usage.memoryLimit().orElseGet(HostMemory::total).value())
                    .putObject("stats");
            processes.put("current", usage.processes());
            var blocks = disk.putArray("io_service_bytes_recursive");
            blocks.addObject().put("op", "read").put("value", usage.read().value());
            blocks.addObject().put("op", "write").put("value", usage.written().value());
            // of all its interfaces together, under the name of the first
            json.putObject("networks")
                    .putObject("eth0")
                    .put("rx_bytes", usage.received().value())
                    .put("tx_bytes", usage.sent().value());
        });
        return json;
    }

    private static String time(Look look) {
        return look.usage().map(ContainerUsage::at).map(Instant::toString).orElse(NEVER);
    }

    private static ObjectNode processors(Look look) {
        ObjectNode json = JSON.objectNode();
        json.putObject("cpu_usage")
                .put(
                        "total_usage",
                        look.usage().map(usage -> usage.cpu().toNanos()).orElse(0L));
        look.usage()
                .ifPresent(usage -> json.put("system_cpu_usage", look.processors())
                        .put("online_cpus", Runtime.getRuntime().availableProcessors()));
        return json;
    }
}
