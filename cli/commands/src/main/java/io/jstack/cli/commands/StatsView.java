package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.ContainerUsage;
import io.jstack.engine.HostMemory;
import io.jstack.orchestrator.Observed;
import io.jstack.values.Bytes;
import io.jstack.values.ContainerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What {@code stats} shows: processor, memory, network, disk and processes of each container, as {@code docker stats}. On a terminal the
 * table changes in place until it is interrupted.
 */
final class StatsView {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOTHING = "--";

    /** Between the first look and the first figures: a share of time needs two looks. */
    private static final Duration FIRST = Duration.ofMillis(500);

    /** Columns of a screen that all of them need, and all but the container's id. */
    private static final int WIDE = 132;

    private static final int MIDDLING = 112;

    @Option(
            names = {"-a", "--all"},
            description = "Also what does not run.")
    private boolean all;

    @Option(names = "--no-stream", description = "Show it once.")
    private boolean once;

    @Mixin
    private final Listing listing = new Listing();

    private final Map<ContainerId, ContainerUsage> before = new HashMap<>();

    /** Shows them once, or again and again until interrupted. */
    int show(Invocation run, Supplier<List<Observed.OfContainer>> containers) throws InterruptedException {
        rows(run, containers.get());
        TimeUnit.MILLISECONDS.sleep(FIRST.toMillis());
        if (once) {
            run.out().print(text(run, containers.get()));
            return ExitCode.OK;
        }
        return new LiveView(run).show(() -> text(run, containers.get()));
    }

    private String text(Invocation run, List<Observed.OfContainer> containers) {
        return listing.text(
                run, columns(run), rows(run, containers), row -> row.path("ID").asText());
    }

    /** What a narrow screen has no room for is left out. */
    private List<Listing.Column> columns(Invocation run) {
        int room = listing.isShortened(run) ? run.terminal().size().columns() : Integer.MAX_VALUE;
        List<Listing.Column> columns = new ArrayList<>();
        if (room >= WIDE) {
            columns.add(new Listing.Column("CONTAINER ID", "ID"));
        }
        columns.add(new Listing.Column("NAME", "Name"));
        columns.add(new Listing.Column("CPU %", "CPUPerc"));
        columns.add(new Listing.Column("MEM USAGE / LIMIT", "MemUsage"));
        columns.add(new Listing.Column("MEM %", "MemPerc"));
        if (room >= MIDDLING) {
            columns.add(new Listing.Column("NET I/O", "NetIO"));
            columns.add(new Listing.Column("BLOCK I/O", "BlockIO"));
        }
        columns.add(new Listing.Column("PIDS", "PIDs"));
        return columns;
    }

    private List<ObjectNode> rows(Invocation run, List<Observed.OfContainer> containers) {
        return containers.stream()
                .filter(container -> all || container.isAlive())
                .map(container -> row(container, run.stacks().usage(container.id())))
                .toList();
    }

    private ObjectNode row(Observed.OfContainer container, Optional<ContainerUsage> found) {
        ObjectNode row = JSON.createObjectNode()
                .put("ID", listing.id(container.id().value()))
                .put("Container", container.name())
                .put("Name", container.name());
        if (found.isEmpty()) {
            List.of("CPUPerc", "MemUsage", "MemPerc", "NetIO", "BlockIO", "PIDs")
                    .forEach(field -> row.put(field, NOTHING));
            return row;
        }
        ContainerUsage now = found.get();
        Optional<ContainerUsage> then = Optional.ofNullable(before.put(container.id(), now));
        Bytes limit = now.memoryLimit().orElseGet(HostMemory::total);
        return row.put("CPUPerc", percent(then.map(earlier -> cpu(earlier, now)).orElse(0.0)))
                .put("MemUsage", now.memory() + " / " + limit)
                .put("MemPerc", percent((double) now.memory().value() / limit.value()))
                .put("NetIO", now.received() + " / " + now.sent())
                .put("BlockIO", now.read() + " / " + now.written())
                .put("PIDs", Long.toString(now.processes()));
    }

    /** Of one processor: two busy ones are 2. A container that was started anew begins at nothing. */
    private static double cpu(ContainerUsage then, ContainerUsage now) {
        double passed = Duration.between(then.at(), now.at()).toNanos();
        double used = now.cpu().minus(then.cpu()).toNanos();
        return passed <= 0 ? 0 : Math.max(0, used / passed);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", share * 100);
    }
}
