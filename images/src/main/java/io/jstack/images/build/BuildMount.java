package io.jstack.images.build;

import java.nio.file.Path;

/**
 * What {@code RUN --mount} puts into a step's container, for as long as it runs.
 */
public sealed interface BuildMount {
    /** Absolute, in the container. */
    String target();

    /** A mount's effect on what is below it. */
    enum Access {
        READ_ONLY,
        READ_WRITE
    }

    /** A directory, file or socket of the host: a cache, a copy of files to be read, an agent's socket. */
    record Host(Path source, String target, Access access) implements BuildMount {}

    /**
     * Memory.
     *
     * @param size in bytes; 0: as the kernel has it
     */
    record Tmpfs(String target, long size) implements BuildMount {}

    /** A file that must be on no disk, and in no layer. */
    final class Secret implements BuildMount {
        private final String target;
        private final byte[] content;
        private final int mode;
        private final int uid;
        private final int gid;

        public Secret(String target, byte[] content, int mode, int uid, int gid) {
            this.target = target;
            this.content = content.clone();
            this.mode = mode;
            this.uid = uid;
            this.gid = gid;
        }

        @Override
        public String target() {
            return target;
        }

        public byte[] content() {
            return content.clone();
        }

        public int mode() {
            return mode;
        }

        public int uid() {
            return uid;
        }

        public int gid() {
            return gid;
        }
    }
}
