package io.jstack.runtime.cgroup;

/** How a whole group is stopped and ended. */
interface Freezer {
    void freeze();

    void thaw();

    boolean isFrozen();

    void kill();
}
