package io.jstack.runtime.cgroup;

/**
 * A limit that is not what it should be.
 *
 * @param file the group's file, {@code memory.max}
 * @param wanted as it was or would be written
 * @param actual what the kernel shows; {@code absent} where there is nothing
 */
public record Difference(String file, String wanted, String actual) {
    @Override
    public String toString() {
        return "%s is %s, not %s".formatted(file, actual, wanted);
    }
}
