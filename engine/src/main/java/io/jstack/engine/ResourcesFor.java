package io.jstack.engine;

import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.DeviceRule;
import io.jstack.runtime.oci.Resources;
import io.jstack.runtime.oci.Rlimit;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A service's limits in the words of the OCI runtime spec (config-linux.md, Control groups). */
final class ResourcesFor {
    private ResourcesFor() {}

    static Resources of(io.jstack.orchestrator.model.Resources wanted, List<DeviceRule> devices) {
        return Resources.NONE
                .withMemory(memory(wanted))
                .withCpu(cpu(wanted))
                .withPids(Resources.Pids.of(
                        wanted.pids().filter(pids -> pids != 0).orElse(DefaultSpec.PIDS)))
                .withBlockIo(wanted.blockIo().map(ResourcesFor::blockIo).orElse(Resources.BlockIo.NONE))
                .withDevices(devices);
    }

    static List<Rlimit> rlimits(Map<String, io.jstack.orchestrator.model.Resources.Ulimit> ulimits) {
        return ulimits.entrySet().stream()
                .map(limit -> new Rlimit(
                        "RLIMIT_" + limit.getKey().toUpperCase(Locale.ROOT),
                        limit.getValue().hard(),
                        limit.getValue().soft()))
                .toList();
    }

    private static Resources.Memory memory(io.jstack.orchestrator.model.Resources wanted) {
        Resources.Memory memory = Resources.Memory.NONE;
        if (wanted.memory().isPresent()) {
            memory = memory.withLimit(wanted.memory().get().value());
        }
        if (wanted.memoryReservation().isPresent()) {
            memory = memory.withReservation(wanted.memoryReservation().get().value());
        }
        if (wanted.memorySwap().isPresent()) {
            memory = memory.withSwap(wanted.memorySwap().get().value());
        } else if (wanted.memory().isPresent()) {
            // Docker's default: as much swap as memory
            memory = memory.withSwap(wanted.memory().get().value() * 2);
        }
        if (wanted.memorySwappiness().isPresent()) {
            memory = memory.withSwappiness(wanted.memorySwappiness().get());
        }
        return wanted.oomKillDisable() ? memory.withOomKillerDisabled() : memory;
    }

    private static Resources.Cpu cpu(io.jstack.orchestrator.model.Resources wanted) {
        Resources.Cpu cpu = Resources.Cpu.NONE;
        if (wanted.cpus().filter(cpus -> cpus > 0).isPresent()) {
            cpu = cpu.withProcessors(wanted.cpus().get());
        }
        if (wanted.cpuPeriod().isPresent()) {
            cpu = cpu.withPeriod(wanted.cpuPeriod().get());
        }
        if (wanted.cpuQuota().isPresent()) {
            cpu = cpu.withQuota(wanted.cpuQuota().get());
        }
        if (wanted.cpuShares().isPresent()) {
            cpu = cpu.withShares(wanted.cpuShares().get());
        }
        return wanted.cpuset().isPresent() ? cpu.withCpus(wanted.cpuset().get()) : cpu;
    }

    private static Resources.BlockIo blockIo(io.jstack.orchestrator.model.Resources.BlockIo wanted) {
        return new Resources.BlockIo(
                wanted.weight().map(OptionalInt::of).orElseGet(OptionalInt::empty),
                wanted.weightDevice().stream()
                        .map(device -> {
                            long[] numbers = numbers(device.path());
                            return new Resources.WeightDevice(numbers[0], numbers[1], (int) device.value());
                        })
                        .toList(),
                throttles(wanted.readBps()),
                throttles(wanted.writeBps()),
                throttles(wanted.readIops()),
                throttles(wanted.writeIops()));
    }

    private static List<Resources.ThrottleDevice> throttles(
            List<io.jstack.orchestrator.model.Resources.DeviceRate> rates) {
        return rates.stream()
                .map(rate -> {
                    long[] numbers = numbers(rate.path());
                    return new Resources.ThrottleDevice(numbers[0], numbers[1], rate.value());
                })
                .toList();
    }

    /** Major and minor of a device node on the host. */
    static long[] numbers(String path) {
        return device(path)
                .orElseThrow(() -> new JstackException(
                        EngineError.UNSUPPORTED,
                        "%s is not a device of this host".formatted(path),
                        "name a device that ls -l /dev shows"));
    }

    private static Optional<long[]> device(String path) {
        try {
            Object number = Files.getAttribute(Path.of(path), "unix:rdev");
            long rdev = ((Number) number).longValue();
            // glibc's encoding of dev_t, makedev(3)
            long major = ((rdev >>> 8) & 0xfff) | ((rdev >>> 32) & ~0xfffL);
            long minor = (rdev & 0xff) | ((rdev >>> 12) & ~0xffL);
            return rdev == 0 ? Optional.empty() : Optional.of(new long[] {major, minor});
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
