package io.jstack.runtime.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who mounts a container's {@code /proc}. */
enum ProcMount {
    /** The helper thread, with procfs' own option {@code pidns}: Linux 6.17. */
    BY_OPTION,
    /** The host's mount(8), spawned inside the pid namespace. */
    BY_HELPER;

    static ProcMount ofHost() {
        return KernelVersion.ofHost().isAtLeast(6, 17) ? BY_OPTION : BY_HELPER;
    }

    /** {@code uname -r}, as far as it is a number. */
    record KernelVersion(int major, int minor) {
        static KernelVersion ofHost() {
            try {
                return parse(Files.readString(Path.of("/proc/sys/kernel/osrelease")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static KernelVersion parse(String release) {
            String[] parts = release.strip().split("[^0-9]+", 3);
            return new KernelVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }

        boolean isAtLeast(int wantedMajor, int wantedMinor) {
            return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
        }
    }
}
