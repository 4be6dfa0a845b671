package io.jstack.runtime.cgroup;

import io.jstack.runtime.kernel.BpfDevicePrograms;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.oci.DeviceRule;
import java.nio.file.Path;
import java.util.List;

/** A device list of version 2 is a BPF program attached to the group. It stays after the engine, and cannot be read back as rules. */
record DevicesV2(Path directory) implements Devices {
    @Override
    public void apply(List<DeviceRule> rules) {
        try (Fd group = Linux.open(directory.toString(), Linux.O_RDONLY | Linux.O_DIRECTORY);
                Fd program = BpfDevicePrograms.load(DeviceProgram.of(rules))) {
            BpfDevicePrograms.attachAlone(group, program);
        }
    }

    /** Only whether there is one: what it allows the kernel does not tell. */
    @Override
    public List<Difference> differences(List<DeviceRule> wanted) {
        try (Fd group = Linux.open(directory.toString(), Linux.O_RDONLY | Linux.O_DIRECTORY)) {
            int attached = BpfDevicePrograms.attached(group);
            return attached == 1
                    ? List.of()
                    : List.of(new Difference("device program", "1 attached", attached + " attached"));
        }
    }
}
