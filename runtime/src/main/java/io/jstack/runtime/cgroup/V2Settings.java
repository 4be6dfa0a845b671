package io.jstack.runtime.cgroup;

import io.jstack.runtime.oci.Resources;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Limits as version 2 writes them: Documentation/admin-guide/cgroup-v2.rst. */
final class V2Settings {
    private final List<Setting> settings = new ArrayList<>();

    private V2Settings() {}

    static List<Setting> of(Resources resources) {
        V2Settings all = new V2Settings();
        all.memory(resources.memory());
        all.cpu(resources.cpu());
        resources
                .pids()
                .limit()
                .ifPresent(
                        limit -> all.settings.add(Setting.text("pids", "pids.max", limit <= 0 ? "max" : "" + limit)));
        all.blockIo(resources.blockIO());
        return all.settings;
    }

    /** Files named by themselves: they have no counterpart in version 1. */
    static List<Setting> unified(Resources resources) {
        return resources.unified().entrySet().stream()
                .map(entry -> unified(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Setting unified(String file, String value) {
        if (!file.matches("[a-z]+\\.[a-z0-9_.]+")) {
            throw new JstackException(
                    CgroupError.LIMIT_REFUSED, "no control group file " + file, "a name such as memory.high");
        }
        return Setting.text(file.substring(0, file.indexOf('.')), file, value);
    }

    private void memory(Resources.Memory memory) {
        memory.limit().ifPresent(bytes -> bytes("memory.max", bytes));
        memory.reservation().ifPresent(bytes -> bytes("memory.low", bytes));
        memory.swap().ifPresent(both -> bytes("memory.swap.max", swapAlone(both, memory.limit())));
        memory.swappiness().ifPresent(percent -> settings.add(Setting.text("memory", "memory.swappiness", percent)));
        memory.disableOOMKiller()
                .filter(disabled -> disabled)
                .ifPresent(disabled -> settings.add(Setting.text("memory", "memory.oom_control", 1)));
    }

    /** The specification counts memory and swap together, version 2 swap alone. */
    private static long swapAlone(long both, OptionalLong limit) {
        return both < 0 ? -1 : Math.max(0, both - limit.orElse(0));
    }

    private void bytes(String file, long bytes) {
        settings.add(Setting.bytes("memory", file, bytes < 0 ? "max" : Long.toString(bytes)));
    }

    private void cpu(Resources.Cpu cpu) {
        cpu.shares().ifPresent(shares -> settings.add(Setting.text("cpu", "cpu.weight", weight(shares, 2, 262144))));
        if (cpu.quota().isPresent() || cpu.period().isPresent()) {
            long quota = cpu.quota().orElse(-1);
            settings.add(Setting.text(
                    "cpu",
                    "cpu.max",
                    (quota <= 0 ? "max" : "" + quota) + " " + cpu.period().orElse(100_000)));
        }
        cpu.realtimeRuntime().ifPresent(runtime -> settings.add(Setting.text("cpu", "cpu.rt_runtime_us", runtime)));
        if (!cpu.cpus().isEmpty()) {
            settings.add(Setting.set("cpuset", "cpuset.cpus", cpu.cpus()));
        }
        if (!cpu.mems().isEmpty()) {
            settings.add(Setting.set("cpuset", "cpuset.mems", cpu.mems()));
        }
    }

    private void blockIo(Resources.BlockIo io) {
        io.weight()
                .ifPresent(
                        weight -> settings.add(Setting.line("io", "io.weight", "default " + weight(weight, 10, 1000))));
        for (Resources.WeightDevice device : io.weightDevice()) {
            settings.add(Setting.line(
                    "io",
                    "io.weight",
                    device.major() + ":" + device.minor() + " " + weight(device.weight(), 10, 1000)));
        }
        throttle("rbps", io.throttleReadBpsDevice());
        throttle("wbps", io.throttleWriteBpsDevice());
        throttle("riops", io.throttleReadIOPSDevice());
        throttle("wiops", io.throttleWriteIOPSDevice());
    }

    private void throttle(String key, List<Resources.ThrottleDevice> devices) {
        for (Resources.ThrottleDevice device : devices) {
            settings.add(Setting.line(
                    "io", "io.max", device.major() + ":" + device.minor() + " " + key + "=" + device.rate()));
        }
    }

    /** From version 1's scale to 1 … 10000, in a straight line as runc does (libcontainer/cgroups/utils.go). */
    private static long weight(long value, long least, long most) {
        long within = Math.max(least, Math.min(most, value));
        return 1 + (within - least) * 9999 / (most - least);
    }
}
