package io.jstack.engine;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.values.JstackException;

/** The root a running container sees, volumes included, as a descriptor: what copies start from, and never leave. */
final class CopyRoot {
    private CopyRoot() {}

    static Fd of(Container container) {
        Run run = container
                .run()
                .filter(present -> container.isAlive())
                .orElseThrow(() -> new JstackException(
                        EngineError.CONTAINER_NOT_RUNNING,
                        "cannot copy from or to %s: it is not running"
                                .formatted(container.record().name()),
                        "start it first"));
        return Linux.open("/proc/" + run.running().pid() + "/root", Linux.O_PATH | Linux.O_DIRECTORY);
    }
}
