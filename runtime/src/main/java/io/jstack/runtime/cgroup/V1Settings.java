package io.jstack.runtime.cgroup;

import io.jstack.runtime.oci.Resources;
import java.util.ArrayList;
import java.util.List;

/** Limits as version 1 writes them: Documentation/admin-guide/cgroup-v1. */
final class V1Settings {
    private final List<Setting> settings = new ArrayList<>();

    private V1Settings() {}

    static List<Setting> of(Resources resources) {
        V1Settings all = new V1Settings();
        all.memory(resources.memory());
        all.cpu(resources.cpu());
        all.pids(resources.pids());
        all.blockIo(resources.blockIO());
        return all.settings;
    }

    private void memory(Resources.Memory memory) {
        memory.limit().ifPresent(bytes -> bytes("memory.limit_in_bytes", bytes));
        memory.swap().ifPresent(bytes -> bytes("memory.memsw.limit_in_bytes", bytes));
        memory.reservation().ifPresent(bytes -> bytes("memory.soft_limit_in_bytes", bytes));
        memory.swappiness().ifPresent(percent -> settings.add(Setting.text("memory", "memory.swappiness", percent)));
        memory.disableOOMKiller()
                .filter(disabled -> disabled)
                .ifPresent(disabled ->
                        settings.add(new Setting("memory", "memory.oom_control", "1", Setting.Form.OOM_CONTROL)));
    }

    private void bytes(String file, long bytes) {
        settings.add(Setting.bytes("memory", file, Long.toString(bytes < 0 ? -1 : bytes)));
    }

    private void cpu(Resources.Cpu cpu) {
        cpu.shares().ifPresent(shares -> settings.add(Setting.text("cpu", "cpu.shares", shares)));
        cpu.period().ifPresent(period -> settings.add(Setting.text("cpu", "cpu.cfs_period_us", period)));
        cpu.quota().ifPresent(quota -> settings.add(Setting.text("cpu", "cpu.cfs_quota_us", quota)));
        cpu.realtimePeriod().ifPresent(period -> settings.add(Setting.text("cpu", "cpu.rt_period_us", period)));
        cpu.realtimeRuntime().ifPresent(runtime -> settings.add(Setting.text("cpu", "cpu.rt_runtime_us", runtime)));
        if (!cpu.cpus().isEmpty()) {
            settings.add(Setting.set("cpuset", "cpuset.cpus", cpu.cpus()));
        }
        if (!cpu.mems().isEmpty()) {
            settings.add(Setting.set("cpuset", "cpuset.mems", cpu.mems()));
        }
    }

    private void pids(Resources.Pids pids) {
        pids.limit()
                .ifPresent(limit ->
                        settings.add(Setting.text("pids", "pids.max", limit <= 0 ? "max" : Long.toString(limit))));
    }

    /** The weight is BFQ's since CFQ left the kernel (5.0). */
    private void blockIo(Resources.BlockIo io) {
        io.weight().ifPresent(weight -> settings.add(Setting.text("blkio", "blkio.bfq.weight", weight)));
        for (Resources.WeightDevice device : io.weightDevice()) {
            line("blkio.bfq.weight_device", device.major(), device.minor(), device.weight());
        }
        throttle("blkio.throttle.read_bps_device", io.throttleReadBpsDevice());
        throttle("blkio.throttle.write_bps_device", io.throttleWriteBpsDevice());
        throttle("blkio.throttle.read_iops_device", io.throttleReadIOPSDevice());
        throttle("blkio.throttle.write_iops_device", io.throttleWriteIOPSDevice());
    }

    private void throttle(String file, List<Resources.ThrottleDevice> devices) {
        for (Resources.ThrottleDevice device : devices) {
            line(file, device.major(), device.minor(), device.rate());
        }
    }

    private void line(String file, long major, long minor, long value) {
        settings.add(Setting.line("blkio", file, major + ":" + minor + " " + value));
    }
}
