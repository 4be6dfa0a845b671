package io.jstack.runtime.cgroup;

import io.jstack.runtime.oci.Resources;
import io.jstack.runtime.oci.Resources.BlockIo;
import io.jstack.runtime.oci.Resources.Cpu;
import io.jstack.runtime.oci.Resources.Memory;
import io.jstack.runtime.oci.Resources.Pids;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The limits a host may have or lack one by one, as people know them. */
enum Part {
    MEMORY("memory limit") {
        @Override
        Resources only(Resources r) {
            return memory(r.memory().limit(), OptionalLong.empty(), OptionalLong.empty(), OptionalInt.empty());
        }

        @Override
        Resources without(Resources r) {
            return r.withMemory(Memory.NONE);
        }
    },
    RESERVATION("memory reservation") {
        @Override
        Resources only(Resources r) {
            return memory(OptionalLong.empty(), r.memory().reservation(), OptionalLong.empty(), OptionalInt.empty());
        }

        @Override
        Resources without(Resources r) {
            Memory m = r.memory();
            return r.withMemory(
                    new Memory(m.limit(), OptionalLong.empty(), m.swap(), m.swappiness(), m.disableOOMKiller()));
        }
    },
    SWAP("swap limit") {
        @Override
        Resources only(Resources r) {
            return memory(OptionalLong.empty(), OptionalLong.empty(), r.memory().swap(), OptionalInt.empty());
        }

        @Override
        Resources without(Resources r) {
            Memory m = r.memory();
            return r.withMemory(
                    new Memory(m.limit(), m.reservation(), OptionalLong.empty(), m.swappiness(), m.disableOOMKiller()));
        }
    },
    SWAPPINESS("swappiness") {
        @Override
        Resources only(Resources r) {
            return memory(
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    r.memory().swappiness());
        }

        @Override
        Resources without(Resources r) {
            Memory m = r.memory();
            return r.withMemory(
                    new Memory(m.limit(), m.reservation(), m.swap(), OptionalInt.empty(), m.disableOOMKiller()));
        }
    },
    OOM_KILLER("switching the OOM killer off") {
        @Override
        Resources only(Resources r) {
            return Resources.NONE.withMemory(new Memory(
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalInt.empty(),
                    r.memory().disableOOMKiller()));
        }

        @Override
        Resources without(Resources r) {
            Memory m = r.memory();
            return r.withMemory(new Memory(m.limit(), m.reservation(), m.swap(), m.swappiness(), Optional.empty()));
        }
    },
    SHARES("cpu shares") {
        @Override
        Resources only(Resources r) {
            return r.cpu().shares().isPresent()
                    ? Resources.NONE.withCpu(
                            Cpu.NONE.withShares(r.cpu().shares().getAsLong()))
                    : Resources.NONE;
        }

        @Override
        Resources without(Resources r) {
            Cpu c = r.cpu();
            return r.withCpu(new Cpu(
                    OptionalLong.empty(),
                    c.quota(),
                    c.period(),
                    c.realtimeRuntime(),
                    c.realtimePeriod(),
                    c.cpus(),
                    c.mems()));
        }
    },
    QUOTA("cpu quota") {
        @Override
        Resources only(Resources r) {
            Cpu c = r.cpu();
            return Resources.NONE.withCpu(new Cpu(
                    OptionalLong.empty(), c.quota(), c.period(), OptionalLong.empty(), OptionalLong.empty(), "", ""));
        }

        @Override
        Resources without(Resources r) {
            Cpu c = r.cpu();
            return r.withCpu(new Cpu(
                    c.shares(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    c.realtimeRuntime(),
                    c.realtimePeriod(),
                    c.cpus(),
                    c.mems()));
        }
    },
    REALTIME("realtime cpu quota") {
        @Override
        Resources only(Resources r) {
            return Resources.NONE.withCpu(
                    Cpu.NONE.withRealtime(r.cpu().realtimeRuntime(), r.cpu().realtimePeriod()));
        }

        @Override
        Resources without(Resources r) {
            return r.withCpu(r.cpu().withRealtime(OptionalLong.empty(), OptionalLong.empty()));
        }
    },
    CPUSET("cpu set") {
        @Override
        Resources only(Resources r) {
            return Resources.NONE.withCpu(
                    Cpu.NONE.withCpus(r.cpu().cpus()).withMems(r.cpu().mems()));
        }

        @Override
        Resources without(Resources r) {
            return r.withCpu(r.cpu().withCpus("").withMems(""));
        }
    },
    PIDS("pids limit") {
        @Override
        Resources only(Resources r) {
            return Resources.NONE.withPids(r.pids());
        }

        @Override
        Resources without(Resources r) {
            return r.withPids(Pids.NONE);
        }
    },
    WEIGHT("block device weight") {
        @Override
        Resources only(Resources r) {
            BlockIo io = r.blockIO();
            return Resources.NONE.withBlockIo(
                    new BlockIo(io.weight(), io.weightDevice(), List.of(), List.of(), List.of(), List.of()));
        }

        @Override
        Resources without(Resources r) {
            BlockIo io = r.blockIO();
            return r.withBlockIo(new BlockIo(
                    OptionalInt.empty(),
                    List.of(),
                    io.throttleReadBpsDevice(),
                    io.throttleWriteBpsDevice(),
                    io.throttleReadIOPSDevice(),
                    io.throttleWriteIOPSDevice()));
        }
    },
    THROTTLE("block device throttling") {
        @Override
        Resources only(Resources r) {
            BlockIo io = r.blockIO();
            return Resources.NONE.withBlockIo(new BlockIo(
                    OptionalInt.empty(),
                    List.of(),
                    io.throttleReadBpsDevice(),
                    io.throttleWriteBpsDevice(),
                    io.throttleReadIOPSDevice(),
                    io.throttleWriteIOPSDevice()));
        }

        @Override
        Resources without(Resources r) {
            BlockIo io = r.blockIO();
            return r.withBlockIo(
                    new BlockIo(io.weight(), io.weightDevice(), List.of(), List.of(), List.of(), List.of()));
        }
    },
    UNIFIED("version 2 file") {
        @Override
        Resources only(Resources r) {
            return new Resources(Memory.NONE, Cpu.NONE, Pids.NONE, BlockIo.NONE, List.of(), r.unified());
        }

        @Override
        Resources without(Resources r) {
            return new Resources(r.memory(), r.cpu(), r.pids(), r.blockIO(), r.devices(), Map.of());
        }
    };

    private final String words;

    Part(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    abstract Resources only(Resources r);

    abstract Resources without(Resources r);

    private static Resources memory(
            OptionalLong limit, OptionalLong reservation, OptionalLong swap, OptionalInt swappiness) {
        return Resources.NONE.withMemory(new Memory(limit, reservation, swap, swappiness, Optional.empty()));
    }
}
