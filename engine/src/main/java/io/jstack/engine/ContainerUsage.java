package io.jstack.engine;

import io.jstack.runtime.cgroup.CgroupStats;
import io.jstack.values.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a running container used up to a moment; two of them tell what it uses.
 *
 * @param cpu processor time of all its processes, on all processors together
 * @param memory without the page cache that would go first, as Docker counts
 * @param memoryLimit empty: all the host has
 * @param processes threads included
 * @param received by its own interfaces; nothing on the host's or another's network
 * @param read from block devices
 */
public record ContainerUsage(
        Instant at,
        Duration cpu,
        Bytes memory,
        Optional<Bytes> memoryLimit,
        long processes,
        Bytes received,
        Bytes sent,
        Bytes read,
        Bytes written) {
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** Of proc_net(5), after the interface's name: bytes received are the first figure, bytes sent the ninth. */
    private static final int SENT = 8;

    static Optional<ContainerUsage> of(Container container) {
        return container.run().filter(run -> container.isAlive()).map(run -> {
            CgroupStats stats = run.running().stats();
            long[] traffic = run.endpoints().isEmpty() ? new long[2] : traffic(run);
            return new ContainerUsage(
                    Instant.now(),
                    stats.cpu(),
                    new Bytes(stats.memoryInUse()),
                    stats.memoryLimit() < 0 ? Optional.empty() : Optional.of(new Bytes(stats.memoryLimit())),
                    stats.pids(),
                    new Bytes(traffic[0]),
                    new Bytes(traffic[1]),
                    new Bytes(stats.readBytes()),
                    new Bytes(stats.writtenBytes()));
        });
    }

    /** Received and sent, over all interfaces but the loopback. */
    private static long[] traffic(Run run) {
        long[] sums = new long[2];
        for (String line : lines(Path.of("/proc/" + run.running().pid() + "/net/dev"))) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.substring(0, colon).strip().equals("lo")) {
                List<String> figures =
                        SPACE.splitAsStream(line.substring(colon + 1).strip()).toList();
                sums[0] += Long.parseLong(figures.get(0));
                sums[1] += Long.parseLong(figures.get(SENT));
            }
        }
        return sums;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException ended) {
            return List.of();
        }
    }
}
