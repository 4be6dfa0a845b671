package io.jstack.runtime.oci;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.OptionalLong;

/**
 * One line of a cgroup's device list; a later rule overrides an earlier one.
 *
 * @param allow false: the rule takes away
 * @param type {@code c}, {@code b}, or {@code a} for both
 * @param major empty: every major number
 * @param minor empty: every minor number
 * @param access letters of {@code rwm}: read, write, mknod
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record DeviceRule(boolean allow, String type, OptionalLong major, OptionalLong minor, String access) {
    /** Takes every device away: the first rule of every list made here. */
    public static final DeviceRule DENY_ALL =
            new DeviceRule(false, "a", OptionalLong.empty(), OptionalLong.empty(), "rwm");

    /** Gives every device: {@code privileged}. */
    public static final DeviceRule ALLOW_ALL =
            new DeviceRule(true, "a", OptionalLong.empty(), OptionalLong.empty(), "rwm");

    public DeviceRule {
        if (!List.of("a", "b", "c").contains(type)
                || access.isEmpty()
                || !access.chars().allMatch(c -> "rwm".indexOf(c) >= 0)) {
            throw new IllegalArgumentException(
                    "a device rule is a, b or c with letters of rwm, not " + type + " " + access);
        }
    }

    public static DeviceRule allow(String type, long major, long minor, String access) {
        return new DeviceRule(true, type, OptionalLong.of(major), OptionalLong.of(minor), access);
    }

    /** As the kernel writes it: {@code c 136:* rwm}. */
    @Override
    public String toString() {
        return type + " " + number(major) + ":" + number(minor) + " " + access;
    }

    private static String number(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "*";
    }
}
