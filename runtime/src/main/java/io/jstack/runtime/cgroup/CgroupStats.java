package io.jstack.runtime.cgroup;

import java.time.Duration;

/**
 * What a container used up to now. A part whose controller the host lacks is zero.
 *
 * @param cpu processor time of all its processes since the group was made
 * @param userCpu the part spent in programs
 * @param systemCpu the part spent in the kernel
 * @param throttledPeriods periods in which the quota ran out
 * @param throttled time stood still for that
 * @param memory bytes charged now, page cache included
 * @param inactiveFile of those, page cache that would go first; {@code docker stats} shows {@code memory} without it
 * @param memoryPeak the most there was; 0 where the kernel does not say (before 5.19 on version 2)
 * @param memoryLimit bytes; -1 is unlimited
 * @param pids tasks now
 * @param pidsLimit -1 is unlimited
 * @param readBytes from block devices
 * @param writtenBytes to block devices
 * @param readOperations at block devices
 * @param writeOperations at block devices
 */
public record CgroupStats(
        Duration cpu,
        Duration userCpu,
        Duration systemCpu,
        long throttledPeriods,
        Duration throttled,
        long memory,
        long inactiveFile,
        long memoryPeak,
        long memoryLimit,
        long pids,
        long pidsLimit,
        long readBytes,
        long writtenBytes,
        long readOperations,
        long writeOperations) {
    /** As {@code docker stats} counts: without the page cache that would go first. */
    public long memoryInUse() {
        return Math.max(0, memory - inactiveFile);
    }
}
