package io.jstack.runtime.container;

import io.jstack.runtime.OverlayRoot;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.MountAttributes;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.kernel.Template;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Mounts a container's layers; layers by their descriptors' numbers, so that 127 of them fit into the page that mount(2) takes. */
final class OverlaySteps {
    private final List<Step> steps;

    OverlaySteps(List<Step> steps) {
        this.steps = steps;
    }

    /**
     * Changes the working directory on its way.
     *
     * @param flags MS_*
     * @param root gets the mounted root's directory
     */
    void mount(OverlayRoot layers, Path mountPoint, long flags, Register root) {
        Register table = new Register("fds");
        steps.add(Calls.open("/proc/thread-self/fd", Linux.O_PATH | Linux.O_DIRECTORY)
                .into(table));
        steps.add(Calls.fchdir(table));
        List<String> literals = new ArrayList<>(List.of("lowerdir="));
        List<Register> opened = new ArrayList<>();
        for (Path lower : layers.lower()) {
            opened.add(layer(lower));
            literals.add(":");
        }
        literals.set(opened.size(), ",upperdir=");
        opened.add(layer(layers.upper()));
        literals.add(",workdir=");
        opened.add(layer(layers.work()));
        literals.add("");
        steps.add(Calls.mount("overlay", mountPoint.toString(), "overlay", flags, new Template(literals, opened)));
        steps.add(Calls.open(mountPoint.toString(), Linux.O_PATH | Linux.O_DIRECTORY)
                .into(root));
    }

    /** Another run's, of the same container: what may differ of the mount is only that it became read-only. */
    void attach(Fd standing, Path mountPoint, Register root) {
        Register place = new Register("mount-point");
        steps.add(Calls.mountSetattr(standing, 0, new MountAttributes(0, Flags.MOUNT_ATTR_RDONLY, 0)));
        steps.add(Calls.open(mountPoint.toString(), Linux.O_PATH | Linux.O_DIRECTORY)
                .into(place));
        steps.add(Calls.moveMount(standing, place));
        steps.add(Calls.open(mountPoint.toString(), Linux.O_PATH | Linux.O_DIRECTORY)
                .into(root));
    }

    /** Opened inside: overlayfs takes only mounts of the caller's own mount namespace (EINVAL). */
    private Register layer(Path directory) {
        Register opened = new Register(directory.getFileName().toString());
        steps.add(Calls.open(directory.toString(), Linux.O_PATH | Linux.O_DIRECTORY)
                .into(opened));
        return opened;
    }
}
