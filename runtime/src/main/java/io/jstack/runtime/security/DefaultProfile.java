package io.jstack.runtime.security;

import io.jstack.runtime.oci.Capability;
import io.jstack.runtime.oci.Seccomp;
import io.jstack.runtime.security.SeccompProfile.Condition;
import io.jstack.runtime.security.SeccompProfile.Rule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The profile of a container that names none. What every program needs is allowed by name; what is useful only with a capability
 * comes with that capability; anything else is EPERM. The verdicts are those of Docker's own default (moby/profiles, seccomp).
 */
final class DefaultProfile {
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;
    private static final int AF_ALG = 38;
    private static final int AF_VSOCK = 40;

    /** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET of linux/sched.h. */
    private static final long CLONE_NEW_NAMESPACES = 0x7e020000L;

    static final SeccompProfile PROFILE = new SeccompProfile(
            "SCMP_ACT_ERRNO",
            OptionalInt.of(EPERM),
            Map.of(
                    "SCMP_ARCH_X86_64", List.of("SCMP_ARCH_X86", "SCMP_ARCH_X32"),
                    "SCMP_ARCH_AARCH64", List.of("SCMP_ARCH_ARM")),
            List.of(),
            rules());

    private DefaultProfile() {}

    private static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        rules.add(new Rule(allow(everyday()), Condition.ALWAYS));
        // seccomp sees these before Linux 4.8 only after ptrace changed them; the oldest kernel we run on is 5.12
        rules.add(allow(Condition.ALWAYS, "process_vm_readv", "process_vm_writev", "ptrace"));
        sockets(rules);
        personalities(rules);
        architectures(rules);
        newProcesses(rules);
        capabilities(rules);
        return rules;
    }

    /** AF_ALG is a large attack surface few need, AF_VSOCK knows no network namespace: it would reach the hypervisor. */
    private static void sockets(List<Rule> rules) {
        rules.add(allow("socket", 0, "SCMP_CMP_LT", AF_ALG));
        rules.add(allow("socket", 0, "SCMP_CMP_EQ", AF_ALG + 1));
        rules.add(allow("socket", 0, "SCMP_CMP_GT", AF_VSOCK));
    }

    /** PER_LINUX, PER_LINUX32, each also with UNAME26, and the question what it is; the others switch protections off. */
    private static void personalities(List<Rule> rules) {
        for (long personality : new long[] {0, 8, 0x20000, 0x20008, 0xffffffffL}) {
            rules.add(allow("personality", 0, "SCMP_CMP_EQ", personality));
        }
    }

    private static void architectures(List<Rule> rules) {
        rules.add(allow(Condition.on("amd64", "x32"), "arch_prctl"));
        rules.add(allow(Condition.on("amd64", "x32", "x86"), "modify_ldt"));
        rules.add(allow(
                Condition.on("arm", "arm64"),
                "arm_fadvise64_64",
                "arm_sync_file_range",
                "breakpoint",
                "cacheflush",
                "set_tls",
                "sync_file_range2"));
    }

    /**
     * New processes and threads, not new namespaces: a user namespace opens most of the kernel's holes. clone3 passes its flags by a
     * pointer a filter cannot follow, so it does not exist, and libraries fall back to clone.
     */
    private static void newProcesses(List<Rule> rules) {
        Condition confined = Condition.without(Capability.SYS_ADMIN);
        rules.add(new Rule(
                new Seccomp.Syscall(
                        List.of("clone"),
                        "SCMP_ACT_ALLOW",
                        OptionalInt.empty(),
                        List.of(new Seccomp.Arg(0, CLONE_NEW_NAMESPACES, 0, "SCMP_CMP_MASKED_EQ"))),
                confined));
        rules.add(new Rule(
                new Seccomp.Syscall(List.of("clone3"), "SCMP_ACT_ERRNO", OptionalInt.of(ENOSYS), List.of()), confined));
    }

    private static void capabilities(List<Rule> rules) {
        rules.add(with(Capability.DAC_READ_SEARCH, "open_by_handle_at"));
        rules.add(with(
                Capability.SYS_ADMIN,
                "bpf",
                "clone",
                "clone3",
                "fanotify_init",
                "fsconfig",
                "fsmount",
                "fsopen",
                "fspick",
                "lookup_dcookie",
                "lsm_get_self_attr",
                "lsm_list_modules",
                "lsm_set_self_attr",
                "mount",
                "mount_setattr",
                "move_mount",
                "open_tree",
                "perf_event_open",
                "quotactl",
                "quotactl_fd",
                "setdomainname",
                "sethostname",
                "setns",
                "syslog",
                "umount",
                "umount2",
                "unshare"));
        rules.add(with(Capability.SYS_BOOT, "reboot"));
        rules.add(with(Capability.SYS_CHROOT, "chroot"));
        rules.add(with(Capability.SYS_MODULE, "delete_module", "finit_module", "init_module"));
        rules.add(with(Capability.SYS_PACCT, "acct"));
        rules.add(with(Capability.SYS_PTRACE, "kcmp", "pidfd_getfd", "process_madvise"));
        rules.add(with(Capability.SYS_RAWIO, "ioperm", "iopl"));
        rules.add(with(Capability.SYS_TIME, "clock_settime", "clock_settime64", "settimeofday", "stime"));
        rules.add(with(Capability.SYS_TTY_CONFIG, "vhangup"));
        rules.add(with(Capability.SYS_NICE, "get_mempolicy", "mbind", "set_mempolicy", "set_mempolicy_home_node"));
        rules.add(with(Capability.SYSLOG, "syslog"));
        rules.add(with(Capability.BPF, "bpf"));
        rules.add(with(Capability.PERFMON, "perf_event_open"));
    }

    private static Rule with(Capability capability, String... names) {
        return allow(Condition.with(capability), names);
    }

    private static Rule allow(Condition condition, String... names) {
        return new Rule(allow(List.of(names)), condition);
    }

    private static Seccomp.Syscall allow(List<String> names) {
        return new Seccomp.Syscall(names, "SCMP_ACT_ALLOW", OptionalInt.empty(), List.of());
    }

    private static Rule allow(String name, int argument, String operator, long value) {
        return new Rule(
                new Seccomp.Syscall(
                        List.of(name),
                        "SCMP_ACT_ALLOW",
                        OptionalInt.empty(),
                        List.of(new Seccomp.Arg(argument, value, 0, operator))),
                Condition.ALWAYS);
    }

    /** The names of {@code always-allowed.txt}. */
    private static List<String> everyday() {
        try (InputStream in = DefaultProfile.class.getResourceAsStream("always-allowed.txt")) {
            if (in == null) {
                throw new IllegalStateException("always-allowed.txt is missing from the jar");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("["))
                    .flatMap(line -> Arrays.stream(line.split(" ")))
                    .filter(name -> !name.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
