package io.jstack.runtime.cgroup;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads one group's counters from wherever its controllers are. */
final class StatsReader {
    /** USER_HZ: what cpuacct.stat counts in, on every architecture we run on. */
    private static final long TICK_MILLIS = 10;

    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final CgroupMounts mounts;
    private final Function<String, Path> directory;

    /** @param directory the group's directory for a controller that the host has */
    StatsReader(CgroupMounts mounts, Function<String, Path> directory) {
        this.mounts = mounts;
        this.directory = directory;
    }

    CgroupStats read() {
        Cpu cpu = mounts.isV1("cpuacct") ? cpuV1() : cpuV2();
        Memory memory = mounts.isV1("memory") ? memoryV1() : memoryV2();
        Map<String, Long> io = mounts.isV1("blkio") ? ioV1() : ioV2();
        return new CgroupStats(
                cpu.total,
                cpu.user,
                cpu.system,
                cpu.throttledPeriods,
                cpu.throttled,
                memory.now,
                memory.inactiveFile,
                memory.peak,
                memory.limit,
                number("pids", "pids.current", 0),
                number("pids", "pids.max", -1),
                io.getOrDefault("rbytes", 0L),
                io.getOrDefault("wbytes", 0L),
                io.getOrDefault("rios", 0L),
                io.getOrDefault("wios", 0L));
    }

    private record Cpu(Duration total, Duration user, Duration system, long throttledPeriods, Duration throttled) {}

    private record Memory(long now, long inactiveFile, long peak, long limit) {}

    private Cpu cpuV1() {
        Map<String, Long> parts = keyed("cpuacct", "cpuacct.stat");
        Map<String, Long> quota = keyed("cpu", "cpu.stat");
        return new Cpu(
                Duration.ofNanos(number("cpuacct", "cpuacct.usage", 0)),
                Duration.ofMillis(TICK_MILLIS * parts.getOrDefault("user", 0L)),
                Duration.ofMillis(TICK_MILLIS * parts.getOrDefault("system", 0L)),
                quota.getOrDefault("nr_throttled", 0L),
                Duration.ofNanos(quota.getOrDefault("throttled_time", 0L)));
    }

    /** Version 2 keeps cpu.stat in every group, with or without the controller. */
    private Cpu cpuV2() {
        Map<String, Long> stat = mounts.unified().isPresent()
                ? CgroupFile.keyed(directory.apply("").resolve("cpu.stat"))
                : Map.of();
        return new Cpu(
                micros(stat, "usage_usec"),
                micros(stat, "user_usec"),
                micros(stat, "system_usec"),
                stat.getOrDefault("nr_throttled", 0L),
                micros(stat, "throttled_usec"));
    }

    private static Duration micros(Map<String, Long> stat, String key) {
        return Duration.ofNanos(1000 * stat.getOrDefault(key, 0L));
    }

    private Memory memoryV1() {
        long limit = number("memory", "memory.limit_in_bytes", -1);
        return new Memory(
                number("memory", "memory.usage_in_bytes", 0),
                keyed("memory", "memory.stat").getOrDefault("total_inactive_file", 0L),
                number("memory", "memory.max_usage_in_bytes", 0),
                limit > Long.MAX_VALUE / 2 ? -1 : limit);
    }

    private Memory memoryV2() {
        return new Memory(
                number("memory", "memory.current", 0),
                keyed("memory", "memory.stat").getOrDefault("inactive_file", 0L),
                number("memory", "memory.peak", 0),
                number("memory", "memory.max", -1));
    }

    /** Lines {@code 8:0 Read 4096}; every device is added up. */
    private Map<String, Long> ioV1() {
        Map<String, Long> sums = new HashMap<>();
        addV1(sums, "blkio.throttle.io_service_bytes_recursive", "rbytes", "wbytes");
        addV1(sums, "blkio.throttle.io_serviced_recursive", "rios", "wios");
        return sums;
    }

    private void addV1(Map<String, Long> sums, String file, String read, String write) {
        for (String line : CgroupFile.lines(directory.apply("blkio").resolve(file))) {
            List<String> words = SPACE.splitAsStream(line).toList();
            if (words.size() == 3 && words.get(1).equals("Read")) {
                sums.merge(read, Long.parseLong(words.get(2)), Long::sum);
            } else if (words.size() == 3 && words.get(1).equals("Write")) {
                sums.merge(write, Long.parseLong(words.get(2)), Long::sum);
            }
        }
    }

    /** Lines {@code 8:0 rbytes=1 wbytes=2 rios=3 wios=4 …}. */
    private Map<String, Long> ioV2() {
        Map<String, Long> sums = new HashMap<>();
        if (mounts.point("io").isPresent()) {
            for (String line : CgroupFile.lines(directory.apply("io").resolve("io.stat"))) {
                SPACE.splitAsStream(line).filter(word -> word.contains("=")).forEach(word -> {
                    int equals = word.indexOf('=');
                    sums.merge(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)), Long::sum);
                });
            }
        }
        return sums;
    }

    private long number(String controller, String file, long otherwise) {
        return mounts.point(controller)
                .flatMap(point -> CgroupFile.number(directory.apply(controller).resolve(file)))
                .orElse(otherwise);
    }

    private Map<String, Long> keyed(String controller, String file) {
        return mounts.point(controller).isPresent()
                ? CgroupFile.keyed(directory.apply(controller).resolve(file))
                : Map.of();
    }
}
