package io.jstack.tests.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an engine and its instance take of the host.
 *
 * @param heap bytes in use after a collection
 * @param disk bytes of files in its state, but for the engine's log
 * @param log bytes of the engine's log and of the one before it
 */
public record Usage(
        int descriptors,
        int threads,
        long heap,
        int processes,
        int mounts,
        int links,
        int cgroups,
        long disk,
        long log) {
    private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

    /** How much more counts as growth: pools and caches breathe. */
    private static final int BREATH = 12;

    private static final double HEAP_BREATH = 1.25;
    private static final long DISK_BREATH = 4 << 20;
    private static final String LOG = "engine.log";

    /** The engine begins its log anew at 8 MiB, looking every 200 lines. */
    private static final long LONGEST_LOG = 2 * (9L << 20);

    /** Of the run's engine, now. */
    public static Usage now() {
        Instance instance = Scenario.suite().instance();
        String pid = Acts.enginePid(Scenario.suite());
        return new Usage(
                entries("/proc/" + pid + "/fd"),
                entries("/proc/" + pid + "/task"),
                heap(pid),
                instance.processes().size(),
                instance.mounts().size(),
                instance.links().size(),
                instance.cgroups().size(),
                bytes(instance.state(), file -> !isLog(file)),
                bytes(instance.state(), Usage::isLog));
    }

    /** What is more than breathing explains. */
    public List<String> growthSince(Usage before) {
        List<String> growth = new ArrayList<>();
        compare(growth, "descriptors", before.descriptors, descriptors);
        compare(growth, "threads", before.threads, threads);
        compare(growth, "processes", before.processes, processes);
        compare(growth, "mounts", before.mounts, mounts);
        compare(growth, "links", before.links, links);
        compare(growth, "cgroups", before.cgroups, cgroups);
        if (heap > before.heap * HEAP_BREATH + (1 << 20)) {
            growth.add("heap from %d to %d bytes".formatted(before.heap, heap));
        }
        if (disk > before.disk + DISK_BREATH) {
            growth.add("disk from %d to %d bytes".formatted(before.disk, disk));
        }
        if (log > LONGEST_LOG) {
            growth.add("log to %d bytes, of %d at most".formatted(log, LONGEST_LOG));
        }
        return growth;
    }

    private static void compare(List<String> growth, String what, int before, int after) {
        if (after > before + BREATH) {
            growth.add("%s from %d to %d".formatted(what, before, after));
        }
    }

    private static int entries(String directory) {
        try (Stream<Path> entries = Files.list(Path.of(directory))) {
            return (int) entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long heap(String pid) {
        Command.of("jcmd", pid, "GC.run").run();
        Command.Result info = Command.of("jcmd", pid, "GC.heap_info").run();
        Matcher used = USED.matcher(info.output());
        long kilobytes = 0;
        while (used.find()) {
            kilobytes += Long.parseLong(used.group(1));
        }
        if (kilobytes == 0) {
            throw new AssertionError("no heap in " + info);
        }
        return kilobytes * 1024;
    }

    private static boolean isLog(Path file) {
        return file.getFileName().toString().startsWith(LOG);
    }

    private static long bytes(Path directory, Predicate<Path> counted) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(counted)
                    .mapToLong(Usage::size)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // gone since it was listed
        }
    }
}
