package io.jstack.runtime.container;

import io.jstack.runtime.TerminalSize;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.MountTree;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.SafePath;
import io.jstack.runtime.kernel.Syscall;
import java.util.List;

/**
 * A pseudo terminal in a devpts of its own; pty(7), devpts in the kernel's Documentation/filesystems. Its slave has no path on the host.
 *
 * @param devpts the file system, attached nowhere yet
 * @param number of the slave: {@code /dev/pts/<number>} inside
 */
record Pty(Fd devpts, Fd master, int number) {
    private static final long TIOCSPTLCK = 0x40045431L;
    private static final long TIOCGPTN = 0x80045430L;
    private static final long TIOCSWINSZ = 0x5414L;

    static Pty make(List<String> options, long attributes, TerminalSize size, long owner) {
        Fd devpts = MountTree.make("devpts", options, attributes);
        int flags = Linux.O_RDWR | Linux.O_NOCTTY;
        Fd master = Linux.openAt(devpts.number(), "ptmx", flags, 0);
        int number = unlock(master);
        // who may be another than root opens it by its path
        Linux.call(Syscall.FCHOWNAT, "pts", devpts, NativeMemory.ofText(Integer.toString(number)), owner, -1, 0);
        resize(master, size);
        return new Pty(devpts, master, number);
    }

    /** Makes the slave of a fresh master usable: its number. */
    static int unlock(Fd master) {
        NativeMemory number = NativeMemory.ofSize(Integer.BYTES);
        Linux.ioctl(master, TIOCSPTLCK, number);
        Linux.ioctl(master, TIOCGPTN, number);
        return number.getInt(0);
    }

    static void resize(Fd master, TerminalSize size) {
        Linux.ioctl(
                master,
                TIOCSWINSZ,
                NativeMemory.ofSize(8).putShort(0, size.rows()).putShort(2, size.columns()));
    }

    /** Gives the slave to the user who is to open it by its path; nothing happens for root, who may anyway. */
    static void giveSlave(Fd root, int number, long uid) {
        if (uid != 0) {
            try (Fd slave = SafePath.open(root, "dev/pts/" + number, Linux.O_RDWR | Linux.O_NOCTTY)) {
                Linux.chown(slave, uid);
            }
        }
    }
}
