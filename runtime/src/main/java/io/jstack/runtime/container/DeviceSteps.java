package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.MountAttributes;
import io.jstack.runtime.kernel.MountTree;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.oci.Device;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What stands in {@code /dev}: the host's own nodes, each checked to be the device it should be, and bound read-only. Through a
 * writable bind a container's {@code chmod} would change the host's {@code /dev/null}.
 */
final class DeviceSteps {
    static final MountAttributes BOUND = new MountAttributes(
            Flags.MOUNT_ATTR_RDONLY | Flags.MOUNT_ATTR_NOSUID | Flags.MOUNT_ATTR_NOEXEC, 0, Flags.MS_PRIVATE);
    private static final List<Device> USUAL = List.of(
            character("/dev/null", 1, 3),
            character("/dev/zero", 1, 5),
            character("/dev/full", 1, 7),
            character("/dev/random", 1, 8),
            character("/dev/urandom", 1, 9),
            character("/dev/tty", 5, 0));
    private static final Map<String, String> LINKS = Map.of(
            "fd", "/proc/self/fd",
            "stdin", "/proc/self/fd/0",
            "stdout", "/proc/self/fd/1",
            "stderr", "/proc/self/fd/2",
            "ptmx", "pts/ptmx");

    private final List<Step> steps;
    private final Target target;
    private final Descriptors open;
    private final Set<Protection> protections;

    DeviceSteps(List<Step> steps, Target target, Descriptors open, Set<Protection> protections) {
        this.steps = steps;
        this.target = target;
        this.open = open;
        this.protections = protections;
    }

    private static Device character(String path, long major, long minor) {
        return new Device(path, "c", major, minor, OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    void add(List<Device> more, Optional<Pty> pty) {
        Register dev = target.directory("/dev");
        Target inDev = target.within(dev);
        USUAL.forEach(device -> bind(device, inDev.file(device.path().substring("/dev".length()))));
        more.stream()
                .filter(device -> USUAL.stream().noneMatch(usual -> usual.path().equals(device.path())))
                .forEach(device -> bind(device, target.file(device.path())));
        new java.util.TreeMap<>(LINKS)
                .forEach((name, to) -> steps.add(Calls.symlinkAt(to, dev, name).allowing(Errno.EEXIST)));
        pty.ifPresent(this::console);
    }

    private void bind(Device device, Register place) {
        Fd tree = open.add(MountTree.cloneOf(node(device), false));
        if (protections.contains(Protection.READ_ONLY_NODES)) {
            MountTree.change(tree, false, BOUND);
        }
        steps.add(Calls.moveMount(tree, place));
    }

    /** The host's node: at the same path, or where udev keeps every device by its numbers, or by the kernel's own name for it. */
    private Fd node(Device device) {
        int type = device.type().equals("b") ? FileStat.S_IFBLK : FileStat.S_IFCHR;
        String byNumber = (type == FileStat.S_IFBLK ? "block" : "char") + "/" + device.major() + ":" + device.minor();
        return node(device, type, device.path(), Linux.O_NOFOLLOW)
                .or(() -> node(device, type, "/dev/" + byNumber, 0))
                .or(() -> kernelName(byNumber).flatMap(name -> node(device, type, "/dev/" + name, Linux.O_NOFOLLOW)))
                .orElseThrow(() -> new JstackException(
                        RuntimeError.SPEC_REFUSED,
                        "the host has no device %s %d:%d for %s"
                                .formatted(device.type(), device.major(), device.minor(), device.path()),
                        "leave the device out, or load its driver"));
    }

    private Optional<Fd> node(Device device, int type, String path, int follow) {
        try {
            Fd node = open.add(Linux.open(path, Linux.O_PATH | follow));
            FileStat stat = FileStat.of(node);
            return stat.type() == type && stat.deviceMajor() == device.major() && stat.deviceMinor() == device.minor()
                    ? Optional.of(node)
                    : Optional.empty();
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A host without udev has no places by number (sysfs, uevent); empty where no driver has such a device. */
    private static Optional<String> kernelName(String byNumber) {
        try {
            return Files.readAllLines(Path.of("/sys/dev", byNumber, "uevent")).stream()
                    .filter(line -> line.startsWith("DEVNAME="))
                    .map(line -> line.substring("DEVNAME=".length()))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** {@code /dev/console} is the container's own terminal. */
    private void console(Pty pty) {
        Register slave = new Register("slave");
        Register tree = new Register("console");
        Register pts = target.directory("/dev/pts");
        steps.add(Calls.openAt(pts, Integer.toString(pty.number()), Linux.O_PATH | Linux.O_NOFOLLOW, 0)
                .into(slave));
        steps.add(Calls.openTree(slave, Flags.OPEN_TREE_CLONE).into(tree));
        steps.add(Calls.moveMount(tree, target.file("/dev/console")));
    }
}
