package io.jstack.runtime.cgroup;

import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.oci.DeviceRule;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code devices.allow} and {@code devices.deny}, Documentation/admin-guide/cgroup-v1/devices.rst. */
record DevicesV1(Path directory) implements Devices {
    @Override
    public void apply(List<DeviceRule> rules) {
        if (differences(rules).isEmpty()) {
            return;
        }
        for (int at = 0; at < rules.size(); ) {
            boolean allow = rules.get(at).allow();
            int end = at + 1;
            while (end < rules.size() && rules.get(end).allow() == allow) {
                end++;
            }
            write(directory.resolve(allow ? "devices.allow" : "devices.deny"), rules.subList(at, end));
            at = end;
        }
    }

    private static void write(Path file, List<DeviceRule> rules) {
        try {
            // only the bare letter clears the list; "a *:* rwm" would be one more entry
            CgroupFile.writeEach(
                    file.toString(),
                    rules.stream()
                            .map(rule -> rule.type().equals("a") ? "a" : rule.toString())
                            .toList());
        } catch (KernelException e) {
            throw new JstackException(CgroupError.LIMIT_REFUSED, "cannot set a device rule: " + e.getMessage(), "", e);
        }
    }

    @Override
    public List<Difference> differences(List<DeviceRule> wanted) {
        Set<String> actual = new TreeSet<>(CgroupFile.lines(directory.resolve("devices.list")));
        Set<String> expected = expected(wanted);
        return actual.equals(expected)
                ? List.of()
                : List.of(new Difference("devices.list", String.join(", ", expected), String.join(", ", actual)));
    }

    /** What the kernel lists after these rules, as far as our lists go: one rule for all, then single ones. */
    private static Set<String> expected(List<DeviceRule> rules) {
        Set<String> lines = new TreeSet<>();
        for (DeviceRule rule : rules) {
            if (rule.type().equals("a")) {
                lines.clear();
                if (rule.allow()) {
                    lines.add(rule.toString());
                }
            } else if (rule.allow()) {
                lines.add(rule.toString());
            } else {
                lines.remove(rule.toString());
            }
        }
        return lines;
    }
}
