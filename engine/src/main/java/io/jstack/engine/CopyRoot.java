package io.jstack.engine;

import io.jstack.images.Image;
import io.jstack.runtime.RestingRoot;
import io.jstack.runtime.RestingSpec;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.oci.Root;

/**
 * The root a container sees, volumes included, as a descriptor: what copies start from, and never leave. One that does not run is kept from
 * starting until this is closed, by the thread that opened it.
 */
final class CopyRoot implements AutoCloseable {
    private final Fd directory;
    private final Runnable end;

    private CopyRoot(Fd directory, Runnable end) {
        this.directory = directory;
        this.end = end;
    }

    static CopyRoot of(Rooms rooms, Container container) {
        if (container.isAlive()) {
            return running(container);
        }
        container.rest().lock();
        try {
            if (!container.isAlive()) {
                return resting(rooms, container);
            }
        } catch (RuntimeException e) {
            container.rest().unlock();
            throw e;
        }
        container.rest().unlock(); // it was started while we waited
        return running(container);
    }

    private static CopyRoot running(Container container) {
        int pid = container.run().orElseThrow().running().pid().value();
        Fd root = Linux.open("/proc/" + pid + "/root", Linux.O_PATH | Linux.O_DIRECTORY);
        return new CopyRoot(root, root::close);
    }

    private static CopyRoot resting(Rooms rooms, Container container) {
        ContainerRecord record = container.record();
        Image image = rooms.images().require(record.imageId());
        ContainerFiles files = rooms.files();
        try (RecordedMounts recorded = new RecordedMounts(record)) {
            RestingRoot root = rooms.runtime()
                    .open(new RestingSpec(
                            record.id(),
                            files.layers(record.id(), image, files.workAtRest(record.id())),
                            new Root("rootfs", record.service().storage().readOnlyRoot()),
                            recorded.mounts(),
                            files.run(record.id())));
            return new CopyRoot(root.directory(), () -> {
                root.close();
                container.rest().unlock();
            });
        }
    }

    Fd directory() {
        return directory;
    }

    @Override
    public void close() {
        end.run();
    }
}
