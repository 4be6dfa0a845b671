package io.jstack.runtime.kernel;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import jnr.ffi.LibraryLoader;

/**
 * libseccomp(3): rules go in, the bytes of a classic BPF program come out; nothing is ever loaded into the kernel here. One filter in
 * the making, not to be shared between threads.
 */
public final class Libseccomp implements AutoCloseable {
    /** AUDIT_ARCH_X86_64 of linux/audit.h; {@code SCMP_ARCH_X86_64}. */
    public static final int X86_64 = 0xc000003e;

    /** AUDIT_ARCH_I386. */
    public static final int X86 = 0x40000003;

    /** libseccomp's own number: the kernel sees {@link #X86_64} and bit 30 in the call's number. */
    public static final int X32 = 0x4000003e;

    /** AUDIT_ARCH_AARCH64. */
    public static final int AARCH64 = 0xc00000b7;

    /** AUDIT_ARCH_ARM. */
    public static final int ARM = 0x40000028;

    private static final int UNKNOWN_CALL = -1; // __NR_SCMP_ERROR
    private static final int CTL_OPTIMIZE = 8; // SCMP_FLTATR_CTL_OPTIMIZE, since 2.5.0
    private static final int BINARY_TREE = 2;

    /** A comparison of one argument: {@code struct scmp_arg_cmp}, with the operator's number of enum scmp_compare. */
    public record Comparison(int argument, int operator, long first, long second) {}

    /** The library as far as we use it; every argument in a register of its own. */
    public interface Library {
        long seccomp_init(int defaultAction);

        void seccomp_release(long context);

        int seccomp_arch_native();

        int seccomp_arch_add(long context, int architecture);

        int seccomp_arch_exist(long context, int architecture);

        int seccomp_arch_remove(long context, int architecture);

        int seccomp_syscall_resolve_name_arch(int architecture, long name);

        int seccomp_rule_add_array(long context, int action, int call, int count, long comparisons);

        int seccomp_attr_set(long context, int attribute, int value);

        int seccomp_export_bpf(long context, int fd);
    }

    /** Loaded at first use: a host without the library still runs what is unconfined. */
    private static final class Holder {
        static final Optional<Library> LIBRARY =
                load(() -> LibraryLoader.create(Library.class).failImmediately().load("libseccomp.so.2"));

        private static Optional<Library> load(Supplier<Library> loader) {
            try {
                return Optional.of(loader.get());
            } catch (UnsatisfiedLinkError absent) {
                return Optional.empty();
            }
        }
    }

    private final Library library;
    private final long context;

    /** @throws IllegalStateException when the host lacks libseccomp.so.2, see {@link #isPresent} */
    public Libseccomp(int defaultAction) {
        library = library();
        context = library.seccomp_init(defaultAction);
        if (context == 0) {
            throw new KernelException(Errno.EINVAL, "seccomp_init", "0x" + Integer.toHexString(defaultAction));
        }
    }

    /** Whether this host has the library. */
    public static boolean isPresent() {
        return Holder.LIBRARY.isPresent();
    }

    /** The architecture of this process. */
    public static int nativeArchitecture() {
        return library().seccomp_arch_native();
    }

    /**
     * A call's number on one architecture; empty when this libseccomp does not know the name. Negative numbers other than that are
     * libseccomp's stand-ins for calls which the architecture does not have.
     */
    public static OptionalInt number(int architecture, String name) {
        NativeMemory text = NativeMemory.ofText(name);
        try {
            int number = library().seccomp_syscall_resolve_name_arch(architecture, text.address());
            return number == UNKNOWN_CALL ? OptionalInt.empty() : OptionalInt.of(number);
        } finally {
            Reference.reachabilityFence(text);
        }
    }

    private static Library library() {
        return Holder.LIBRARY.orElseThrow(() -> new IllegalStateException("libseccomp.so.2 is not on this host"));
    }

    /** Makes the filter speak for one more architecture; add all of them before the first rule. */
    public void addArchitecture(int architecture) {
        if (library.seccomp_arch_exist(context, architecture) != 0) {
            check(
                    library.seccomp_arch_add(context, architecture),
                    "seccomp_arch_add",
                    "0x" + Integer.toHexString(architecture));
        }
    }

    /**
     * Sorts the calls into a binary tree. The kernel tries every number when it is given a filter, which a list of hundreds makes slow. Not
     * for a filter without rules, which libseccomp up to 2.5.4 gets wrong then; one before 2.5.0 lists them as ever.
     */
    public void sort() {
        library.seccomp_attr_set(context, CTL_OPTIMIZE, BINARY_TREE);
    }

    /**
     * One rule for every architecture of the filter; calls an architecture lacks are left out there.
     *
     * @param call the number on the native architecture, as {@link #number} says it
     * @param comparisons all must hold; at most one for each argument
     */
    public void addRule(int action, int call, List<Comparison> comparisons) {
        NativeMemory array = NativeMemory.ofSize(24 * comparisons.size());
        for (int i = 0; i < comparisons.size(); i++) {
            Comparison comparison = comparisons.get(i);
            array.putInt(24 * i, comparison.argument())
                    .putInt(24 * i + 4, comparison.operator())
                    .putLong(24 * i + 8, comparison.first())
                    .putLong(24 * i + 16, comparison.second());
        }
        try {
            check(
                    library.seccomp_rule_add_array(context, action, call, comparisons.size(), array.address()),
                    "seccomp_rule_add",
                    "call " + call);
        } finally {
            Reference.reachabilityFence(array);
        }
    }

    /** The program: instructions of eight bytes, {@code struct sock_filter} in the machine's byte order. */
    public byte[] export() {
        try (Fd file = Linux.callForFd(Syscall.MEMFD_CREATE, "bpf", NativeMemory.ofText("bpf"), 1)) {
            check(library.seccomp_export_bpf(context, file.number()), "seccomp_export_bpf", "filter");
            return Files.readAllBytes(Path.of("/proc/self/fd/" + file.number()));
        } catch (IOException e) {
            throw new KernelException(Errno.EIO, "seccomp_export_bpf", String.valueOf(e.getMessage()));
        }
    }

    private static void check(int result, String operation, String value) {
        if (result < 0) {
            throw new KernelException(Errno.of(-result), operation, value);
        }
    }

    @Override
    public void close() {
        library.seccomp_release(context);
    }
}
