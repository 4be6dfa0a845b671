package io.jstack.runtime.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Device lists of cgroup v2: programs of BPF_PROG_TYPE_CGROUP_DEVICE, loaded and attached by bpf(2). */
public final class BpfDevicePrograms {
    private static final int PROG_LOAD = 5;
    private static final int PROG_ATTACH = 8;
    private static final int PROG_DETACH = 9;
    private static final int PROG_GET_FD_BY_ID = 13;
    private static final int PROG_QUERY = 16;
    private static final int TYPE_CGROUP_DEVICE = 15;
    private static final int CGROUP_DEVICE = 6;
    private static final int ALLOW_MULTI = 2;
    private static final int REPLACE = 4;
    private static final int ATTRIBUTES = 128;
    private static final int MOST = 64;

    private BpfDevicePrograms() {}

    /** Has the kernel verify and keep a program; it lives as long as this descriptor or an attachment. */
    public static Fd load(byte[] instructions) {
        NativeMemory log = NativeMemory.ofSize(64 * 1024);
        NativeMemory attributes = NativeMemory.ofSize(ATTRIBUTES)
                .putInt(0, TYPE_CGROUP_DEVICE)
                .putInt(4, instructions.length / 8)
                .putPointer(8, NativeMemory.ofBytes(instructions))
                .putPointer(16, NativeMemory.ofText("Apache-2.0"))
                .putInt(24, 1)
                .putInt(28, log.size())
                .putPointer(32, log);
        long result = Linux.raw(Syscall.BPF, PROG_LOAD, attributes, ATTRIBUTES);
        if (result < 0) {
            throw new KernelException(Errno.of((int) -result), "bpf(PROG_LOAD)", verdict(log));
        }
        return Fd.owning((int) result);
    }

    /** The verifier's last words. */
    private static String verdict(NativeMemory log) {
        String text = new String(log.bytes(0, log.size()), StandardCharsets.UTF_8);
        String said = text.substring(0, Math.max(text.indexOf('\0'), 0)).strip();
        return said.substring(said.lastIndexOf('\n') + 1);
    }

    /** Makes {@code program} the group's only device list. There is no moment without one when one was attached before. */
    public static void attachAlone(Fd group, Fd program) {
        int[] before = ids(group);
        Optional<Fd> replaced = before.length == 0 ? Optional.empty() : byId(before[0]);
        NativeMemory attributes = NativeMemory.ofSize(ATTRIBUTES)
                .putInt(0, group.number())
                .putInt(4, program.number())
                .putInt(8, CGROUP_DEVICE)
                .putInt(12, replaced.isPresent() ? ALLOW_MULTI | REPLACE : ALLOW_MULTI);
        replaced.ifPresent(old -> attributes.putInt(16, old.number()));
        try {
            Linux.call(Syscall.BPF, group, PROG_ATTACH, attributes, ATTRIBUTES);
        } finally {
            replaced.ifPresent(Fd::close);
        }
        for (int i = 1; i < before.length; i++) {
            byId(before[i]).ifPresent(old -> detach(group, old));
        }
    }

    /** How many programs guard the group. */
    public static int attached(Fd group) {
        return ids(group).length;
    }

    private static int[] ids(Fd group) {
        NativeMemory list = NativeMemory.ofSize(MOST * Integer.BYTES);
        NativeMemory attributes = NativeMemory.ofSize(ATTRIBUTES)
                .putInt(0, group.number())
                .putInt(4, CGROUP_DEVICE)
                .putPointer(16, list)
                .putInt(24, MOST);
        Linux.call(Syscall.BPF, group, PROG_QUERY, attributes, ATTRIBUTES);
        int[] ids = new int[attributes.getInt(24)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = list.getInt(i * Integer.BYTES);
        }
        return ids;
    }

    /** Empty when it is gone meanwhile. */
    private static Optional<Fd> byId(int id) {
        NativeMemory attributes = NativeMemory.ofSize(ATTRIBUTES).putInt(0, id);
        long result = Linux.raw(Syscall.BPF, PROG_GET_FD_BY_ID, attributes, ATTRIBUTES);
        return result < 0 ? Optional.empty() : Optional.of(Fd.owning((int) result));
    }

    private static void detach(Fd group, Fd program) {
        try (program) {
            NativeMemory attributes = NativeMemory.ofSize(ATTRIBUTES)
                    .putInt(0, group.number())
                    .putInt(4, program.number())
                    .putInt(8, CGROUP_DEVICE);
            Linux.call(Syscall.BPF, group, PROG_DETACH, attributes, ATTRIBUTES);
        }
    }
}
