package io.jstack.runtime.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a container may use: {@code linux.resources} of config-linux.md. Everything absent is left as the cgroup has it.
 *
 * @param devices in order; a later rule overrides an earlier one
 * @param unified cgroup v2 files by name, for what has no field of its own
 */
public record Resources(
        Memory memory, Cpu cpu, Pids pids, BlockIo blockIO, List<DeviceRule> devices, Map<String, String> unified) {
    public static final Resources NONE =
            new Resources(Memory.NONE, Cpu.NONE, Pids.NONE, BlockIo.NONE, List.of(), Map.of());

    public Resources {
        devices = List.copyOf(devices);
        unified = Maps.sorted(unified);
    }

    public Resources withMemory(Memory memory) {
        return new Resources(memory, cpu, pids, blockIO, devices, unified);
    }

    public Resources withCpu(Cpu cpu) {
        return new Resources(memory, cpu, pids, blockIO, devices, unified);
    }

    public Resources withPids(Pids pids) {
        return new Resources(memory, cpu, pids, blockIO, devices, unified);
    }

    public Resources withBlockIo(BlockIo blockIO) {
        return new Resources(memory, cpu, pids, blockIO, devices, unified);
    }

    public Resources withDevices(List<DeviceRule> devices) {
        return new Resources(memory, cpu, pids, blockIO, devices, unified);
    }

    /**
     * Bytes throughout; -1 is unlimited.
     *
     * @param limit {@code memory.max}
     * @param reservation {@code memory.low}: kept when the host is short
     * @param swap memory <em>and</em> swap together, as Compose's {@code memswap_limit}
     * @param swappiness 0 to 100, cgroup v1 only
     * @param disableOOMKiller cgroup v1 only: a container at its limit stops instead of being killed
     */
    public record Memory(
            OptionalLong limit,
            OptionalLong reservation,
            OptionalLong swap,
            OptionalInt swappiness,
            Optional<Boolean> disableOOMKiller) {
        public static final Memory NONE = new Memory(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                Optional.empty());

        public Memory withLimit(long bytes) {
            return new Memory(OptionalLong.of(bytes), reservation, swap, swappiness, disableOOMKiller);
        }

        public Memory withReservation(long bytes) {
            return new Memory(limit, OptionalLong.of(bytes), swap, swappiness, disableOOMKiller);
        }

        public Memory withSwap(long bytes) {
            return new Memory(limit, reservation, OptionalLong.of(bytes), swappiness, disableOOMKiller);
        }

        public Memory withSwappiness(int percent) {
            return new Memory(limit, reservation, swap, OptionalInt.of(percent), disableOOMKiller);
        }

        public Memory withOomKillerDisabled() {
            return new Memory(limit, reservation, swap, swappiness, Optional.of(true));
        }
    }

    /**
     * Processor time.
     *
     * @param shares relative weight, 2 to 262144, 1024 the usual
     * @param quota microseconds of run time in a period; -1 is unlimited
     * @param period microseconds; the kernel's own is 100000
     * @param realtimeRuntime microseconds, cgroup v1 with CONFIG_RT_GROUP_SCHED only
     * @param realtimePeriod microseconds
     * @param cpus the processors it may run on, {@code 0-2,7}; empty: all
     * @param mems the memory nodes it may use; empty: all
     */
    public record Cpu(
            OptionalLong shares,
            OptionalLong quota,
            OptionalLong period,
            OptionalLong realtimeRuntime,
            OptionalLong realtimePeriod,
            String cpus,
            String mems) {
        public static final Cpu NONE = new Cpu(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                "",
                "");

        public Cpu withShares(long shares) {
            return new Cpu(OptionalLong.of(shares), quota, period, realtimeRuntime, realtimePeriod, cpus, mems);
        }

        public Cpu withQuota(long quota) {
            return new Cpu(shares, OptionalLong.of(quota), period, realtimeRuntime, realtimePeriod, cpus, mems);
        }

        public Cpu withPeriod(long period) {
            return new Cpu(shares, quota, OptionalLong.of(period), realtimeRuntime, realtimePeriod, cpus, mems);
        }

        /** As Compose's {@code cpus: 1.5}: so many processors' time in each period of 100 ms. */
        public Cpu withProcessors(double processors) {
            return withPeriod(100_000).withQuota(Math.round(processors * 100_000));
        }

        public Cpu withRealtime(OptionalLong runtime, OptionalLong period) {
            return new Cpu(shares, quota, this.period, runtime, period, cpus, mems);
        }

        public Cpu withCpus(String cpus) {
            return new Cpu(shares, quota, period, realtimeRuntime, realtimePeriod, cpus, mems);
        }

        public Cpu withMems(String mems) {
            return new Cpu(shares, quota, period, realtimeRuntime, realtimePeriod, cpus, mems);
        }
    }

    /** Tasks (processes and threads) at one time; -1 is unlimited. */
    public record Pids(OptionalLong limit) {
        public static final Pids NONE = new Pids(OptionalLong.empty());

        public static Pids of(long limit) {
            return new Pids(OptionalLong.of(limit));
        }
    }

    /**
     * Block devices.
     *
     * @param weight relative, 10 to 1000
     */
    public record BlockIo(
            OptionalInt weight,
            List<WeightDevice> weightDevice,
            List<ThrottleDevice> throttleReadBpsDevice,
            List<ThrottleDevice> throttleWriteBpsDevice,
            List<ThrottleDevice> throttleReadIOPSDevice,
            List<ThrottleDevice> throttleWriteIOPSDevice) {
        public static final BlockIo NONE =
                new BlockIo(OptionalInt.empty(), List.of(), List.of(), List.of(), List.of(), List.of());

        public BlockIo {
            weightDevice = List.copyOf(weightDevice);
            throttleReadBpsDevice = List.copyOf(throttleReadBpsDevice);
            throttleWriteBpsDevice = List.copyOf(throttleWriteBpsDevice);
            throttleReadIOPSDevice = List.copyOf(throttleReadIOPSDevice);
            throttleWriteIOPSDevice = List.copyOf(throttleWriteIOPSDevice);
        }

        public BlockIo withWeight(int weight) {
            return new BlockIo(
                    OptionalInt.of(weight),
                    weightDevice,
                    throttleReadBpsDevice,
                    throttleWriteBpsDevice,
                    throttleReadIOPSDevice,
                    throttleWriteIOPSDevice);
        }
    }

    /** A weight for one block device. */
    public record WeightDevice(long major, long minor, int weight) {}

    /**
     * A ceiling for one block device.
     *
     * @param rate bytes or operations per second
     */
    public record ThrottleDevice(long major, long minor, long rate) {}
}
