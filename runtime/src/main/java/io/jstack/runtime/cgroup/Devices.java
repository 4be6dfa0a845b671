package io.jstack.runtime.cgroup;

import io.jstack.runtime.oci.DeviceRule;
import java.util.List;

/** A group's device list. */
interface Devices {
    /** Makes the list these rules and nothing else. */
    void apply(List<DeviceRule> rules);

    List<Difference> differences(List<DeviceRule> wanted);
}
