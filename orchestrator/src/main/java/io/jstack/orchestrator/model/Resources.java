package io.jstack.orchestrator.model;

import io.jstack.values.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Limits of a container, from {@code mem_limit} and its like and from {@code deploy.resources}.
 *
 * @param memorySwap memory plus swap; -1: unlimited
 * @param cpus CPUs' worth of time
 * @param cpuQuota microseconds in each period
 * @param cpuPeriod microseconds
 * @param cpuset lists as in {@code 0-2,4}
 * @param pids -1: unlimited; empty: 4096
 * @param ulimits by name without {@code RLIMIT_}: {@code nofile}
 */
public record Resources(
        Optional<Bytes> memory,
        Optional<Bytes> memoryReservation,
        Optional<Bytes> memorySwap,
        Optional<Integer> memorySwappiness,
        boolean oomKillDisable,
        Optional<Integer> oomScoreAdjust,
        Optional<Double> cpus,
        Optional<Integer> cpuShares,
        Optional<Long> cpuQuota,
        Optional<Long> cpuPeriod,
        Optional<String> cpuset,
        Optional<Long> pids,
        Optional<BlockIo> blockIo,
        Map<String, Ulimit> ulimits,
        boolean gpus) {
    public Resources {
        ulimits = Ordered.copy(ulimits);
    }

    /** getrlimit(2); -1 is infinity. */
    public record Ulimit(long soft, long hard) {}

    /** {@code blkio_config}. */
    public record BlockIo(
            Optional<Integer> weight,
            List<DeviceRate> weightDevice,
            List<DeviceRate> readBps,
            List<DeviceRate> writeBps,
            List<DeviceRate> readIops,
            List<DeviceRate> writeIops) {}

    /** A device's path and its weight or rate. */
    public record DeviceRate(String path, long value) {}
}
