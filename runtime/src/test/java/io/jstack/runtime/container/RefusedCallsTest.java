package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.container.SyscallProbe.Call;
import io.jstack.runtime.container.SyscallProbe.Entry;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Libseccomp;
import io.jstack.runtime.oci.Capabilities;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.security.CapabilityRules;
import io.jstack.runtime.security.SeccompProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every call the default filter refuses to root in a container, made there by both ways into the kernel. Without filter and with all
 * rights the same program must get other answers, or it would not have been the filter. {@code tests/compare-seccomp} compares the whole
 * filter with Docker's.
 */
@Tag("root")
class RefusedCallsTest {
    private static final List<String> REFUSED = List.of(
            ("_sysctl acct add_key afs_syscall bpf clock_settime create_module delete_module fanotify_init finit_module fsconfig fsmount"
                            + " fsopen fspick get_kernel_syms get_mempolicy getpmsg init_module io_uring_enter io_uring_register"
                            + " io_uring_setup ioperm iopl kcmp kexec_file_load kexec_load keyctl lookup_dcookie mbind migrate_pages mount"
                            + " mount_setattr move_mount move_pages nfsservctl open_by_handle_at open_tree perf_event_open pidfd_getfd"
                            + " pivot_root process_madvise putpmsg query_module quotactl quotactl_fd reboot request_key set_mempolicy"
                            + " set_mempolicy_home_node setdomainname sethostname setns settimeofday swapoff swapon sysfs syslog umount2"
                            + " unshare uselib userfaultfd ustat vhangup vserver")
                    .split(" "));

    /** CLONE_NEWTIME is not among them: its bit is a signal's in clone(2). */
    private static final List<Integer> NAMESPACES =
            List.of(0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000);

    /** Alone it makes every clone(2) invalid, so none is made where the filter is off. */
    private static final int CLONE_THREAD = 0x00010000;

    private static final long EPERM = -Errno.EPERM.number();
    private static final long ENOSYS = -Errno.ENOSYS.number();

    /** Its flags lie behind an address, which no filter follows: it is said not to exist, and libraries take clone(2). */
    private static final String CLONE3 = "clone3";

    private static final int AF_ALG = 38;
    private static final int AF_VSOCK = 40;
    private static final int X32_BIT = 0x40000000;

    @TempDir
    Path dir;

    private KernelRuntime runtime;
    private BusyboxRoot root;

    @BeforeEach
    void boot() throws Exception {
        runtime = KernelRuntime.boot(new RuntimeSettings("refused-calls-test", dir.resolve("run")));
        root = new BusyboxRoot(dir, runtime);
    }

    @AfterEach
    void close() {
        root.close();
        runtime.close();
        runtime.cgroups().removeParent();
    }

    private static List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        calls.addAll(senseless(Entry.X86_64, Libseccomp.X86_64));
        calls.addAll(senseless(Entry.I386, Libseccomp.X86));
        calls.add(Call.senseless(CLONE3, Entry.X86_64, number(Libseccomp.X86_64, CLONE3)));
        for (String name : List.of("mount", "setns", "bpf", "init_module", "unshare")) {
            calls.add(Call.senseless("x32 " + name, Entry.X86_64, X32_BIT | number(Libseccomp.X86_64, name)));
        }
        for (int namespace : NAMESPACES) {
            String name = "clone of namespace " + Integer.toHexString(namespace);
            calls.add(call(name, "clone", namespace | CLONE_THREAD, 0));
        }
        for (int family : List.of(AF_ALG, AF_VSOCK)) {
            calls.add(call("socket of family " + family, "socket", family, 1));
        }
        for (int personality : List.of(0x0040000, 0x0100000, 0x0400000)) {
            calls.add(call("personality " + Integer.toHexString(personality), "personality", personality, 0));
        }
        return calls;
    }

    private static List<Call> senseless(Entry entry, int architecture) {
        return REFUSED.stream()
                .filter(name -> number(architecture, name) >= 0)
                .map(name -> Call.senseless(entry + " " + name, entry, number(architecture, name)))
                .toList();
    }

    private static Call call(String name, String call, long first, long rest) {
        return new Call(name, Entry.X86_64, number(Libseccomp.X86_64, call), first, rest);
    }

    private static long number(int architecture, String name) {
        return Libseccomp.number(architecture, name).orElse(-1);
    }

    /** What the kernel answered in a container of this kind, call by call. */
    private Map<String, Long> answers(RuntimeSpec oci) throws Exception {
        List<Call> calls = calls();
        new SyscallProbe(calls).writeTo(root.layer.resolve("bin/probe"));
        assertThat(root.run(runtime, oci).number()).hasValue(0);
        List<Long> written = SyscallProbe.answers(Files.readAllBytes(dir.resolve("out")));
        List<Long> last = written.subList(written.size() - calls.size(), written.size());
        Map<String, Long> answers = new LinkedHashMap<>();
        for (int i = 0; i < calls.size(); i++) {
            answers.put(calls.get(i).name(), last.get(i));
        }
        return answers;
    }

    @Test
    void theFilterRefusesWhatOpensTheKernel() throws Exception {
        RuntimeSpec oci = root.spec("/bin/probe");
        Map<String, Long> refused = answers(oci.withLinux(
                oci.linux().withSeccomp(Optional.of(SeccompProfile.defaults().resolve(DefaultSpec.capabilities())))));
        assertThat(refused.remove(CLONE3)).isEqualTo(ENOSYS);
        assertThat(refused)
                .allSatisfy((call, answer) -> assertThat(answer).as(call).isEqualTo(EPERM));

        Map<String, Long> privileged =
                answers(oci.withProcess(oci.process().withCapabilities(Capabilities.of(CapabilityRules.known()))));
        assertThat(privileged.values().stream().filter(answer -> answer != EPERM && answer != ENOSYS))
                .as("calls that the kernel has, and that nothing but the filter refused")
                .hasSizeGreaterThan(100);
    }
}
