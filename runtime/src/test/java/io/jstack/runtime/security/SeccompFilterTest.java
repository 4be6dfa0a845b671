package io.jstack.runtime.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.runtime.kernel.Libseccomp;
import io.jstack.runtime.oci.Capability;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the compiled programs, so what is tested is what the kernel gets. */
class SeccompFilterTest {
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;
    private static final long CLONE_NEWUSER = 0x10000000L;
    private static final long CLONE_THREAD_FLAGS = 0x3d0f00L;

    private final SeccompFilter confined = with();

    @TempDir
    private Path directory;

    private static SeccompFilter with(Capability... more) {
        Set<Capability> capabilities = EnumSet.copyOf(DefaultSpec.capabilities());
        capabilities.addAll(Arrays.asList(more));
        return SeccompFilter.of(SeccompProfile.defaults().resolve(capabilities));
    }

    @Test
    void everydayCallsAreAllowed() {
        for (String call :
                new String[] {"read", "openat", "execve", "futex", "seccomp", "ptrace", "chroot", "setxattrat"}) {
            if (Libseccomp.number(Libseccomp.nativeArchitecture(), call).isPresent()) {
                assertThat(confined.verdict(call).isAllowed()).as(call).isTrue();
            }
        }
    }

    @Test
    void whatOpensTheKernelIsRefused() {
        for (String call : new String[] {
            "mount",
            "umount2",
            "unshare",
            "setns",
            "bpf",
            "init_module",
            "kexec_load",
            "keyctl",
            "add_key",
            "perf_event_open",
            "userfaultfd",
            "open_by_handle_at",
            "reboot",
            "swapon",
            "io_uring_setup",
            "pidfd_getfd"
        }) {
            assertThat(confined.verdict(call).errno()).as(call).hasValue(EPERM);
        }
    }

    @Test
    void processesAreMadeButNamespacesAreNot() {
        assertThat(confined.verdict("clone", CLONE_THREAD_FLAGS).isAllowed()).isTrue();
        assertThat(confined.verdict("clone", CLONE_NEWUSER | CLONE_THREAD_FLAGS).errno())
                .hasValue(EPERM);
        assertThat(confined.verdict("clone3").errno()).hasValue(ENOSYS);
        assertThat(with(Capability.SYS_ADMIN).verdict("clone", CLONE_NEWUSER).isAllowed())
                .isTrue();
        assertThat(with(Capability.SYS_ADMIN).verdict("clone3").isAllowed()).isTrue();
    }

    @Test
    void socketsOfTheKernelsCryptoAndOfTheHypervisorAreRefused() {
        assertThat(confined.verdict("socket", 38).errno()).hasValue(EPERM);
        assertThat(confined.verdict("socket", 40).errno()).hasValue(EPERM);
        for (long family : new long[] {1, 2, 10, 16, 17, 39, 41}) {
            assertThat(confined.verdict("socket", family).isAllowed())
                    .as("family " + family)
                    .isTrue();
        }
    }

    @Test
    void aPersonalityThatSwitchesProtectionsOffIsRefused() {
        assertThat(confined.verdict("personality", 0xffffffffL).isAllowed()).isTrue();
        assertThat(confined.verdict("personality", 0x40000L).errno()).hasValue(EPERM); // ADDR_NO_RANDOMIZE
    }

    @Test
    void aCapabilityBringsItsCalls() {
        assertThat(with(Capability.SYS_ADMIN).verdict("mount").isAllowed()).isTrue();
        assertThat(with(Capability.SYS_TIME).verdict("clock_settime").isAllowed())
                .isTrue();
        assertThat(with(Capability.SYS_PTRACE).verdict("pidfd_getfd").isAllowed())
                .isTrue();
        assertThat(with(Capability.SYS_NICE).verdict("mbind").isAllowed()).isTrue();
        assertThat(with(Capability.SYSLOG).verdict("mount").errno()).hasValue(EPERM);
    }

    @Test
    void theOtherArchitecturesOfTheProcessorAreFilteredAlike() {
        int mountOn32Bit = 21;
        int readOn32Bit = 3;
        int x32Bit = 0x40000000;
        int mount = 165;
        assertThat(confined.verdict(Libseccomp.X86, mountOn32Bit).errno()).hasValue(EPERM);
        assertThat(confined.verdict(Libseccomp.X86, readOn32Bit).isAllowed()).isTrue();
        assertThat(confined.verdict(Libseccomp.X86_64, x32Bit | mount).errno()).hasValue(EPERM);
        assertThat(confined.verdict(Libseccomp.X86_64, x32Bit).isAllowed()).isTrue();
    }

    @Test
    void callsYoungerThanTheProfileDoNotExist() {
        int unheardOf = 900;
        int mseal = 462;
        int setxattrat = 463;
        for (int architecture : new int[] {Libseccomp.X86_64, Libseccomp.X86}) {
            assertThat(confined.verdict(architecture, unheardOf).errno()).hasValue(ENOSYS);
            assertThat(confined.verdict(architecture, mseal).isAllowed()).isTrue();
            assertThat(confined.verdict(architecture, setxattrat).isAllowed()).isTrue();
        }
        assertThat(confined.verdict(Libseccomp.X86_64, 0x40000000 | unheardOf).errno())
                .hasValue(ENOSYS);
        assertThat(confined.verdict(Libseccomp.X86_64, 459).errno()).hasValue(EPERM); // lsm_get_self_attr
        assertThat(with(Capability.SYS_ADMIN).verdict(Libseccomp.X86_64, 459).isAllowed())
                .isTrue();
    }

    @Test
    void equalProfilesAreCompiledOnce() {
        assertThat(with()).isSameAs(with()).isNotSameAs(with(Capability.SYS_ADMIN));
        assertThat(confined.length()).isLessThan(4096); // BPF_MAXINSNS: the kernel takes no longer program
    }

    @Test
    void aProfileOfTheUsersIsReadInDockersForm() throws IOException {
        Path file = Files.writeString(directory.resolve("profile.json"), """
                {"defaultAction": "SCMP_ACT_ALLOW",
                 "archMap": [{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86"]}],
                 "syscalls": [
                   {"name": "chmod", "action": "SCMP_ACT_ERRNO", "errnoRet": 30},
                   {"names": ["kill"], "action": "SCMP_ACT_ERRNO",
                    "args": [{"index": 1, "value": 9, "op": "SCMP_CMP_EQ"}, {"index": 1, "value": 15, "op": "SCMP_CMP_EQ"}]},
                   {"names": ["mkdir"], "action": "SCMP_ACT_ERRNO", "excludes": {"caps": ["CAP_CHOWN"]}},
                   {"names": ["rmdir"], "action": "SCMP_ACT_ERRNO", "includes": {"minKernel": "9.0"}}]}
                """);
        SeccompFilter filter = SeccompFilter.of(SeccompProfile.read(file).resolve(DefaultSpec.capabilities()));

        assertThat(filter.verdict("chmod").errno()).hasValue(30);
        assertThat(filter.verdict("kill", 1, 9).errno()).hasValue(EPERM);
        assertThat(filter.verdict("kill", 1, 15).errno()).hasValue(EPERM);
        assertThat(filter.verdict("kill", 1, 1).isAllowed()).isTrue();
        assertThat(filter.verdict("mkdir").isAllowed()).isTrue();
        assertThat(filter.verdict("rmdir").isAllowed()).isTrue();
    }

    @Test
    void aBrokenProfileNamesItsPlace() throws IOException {
        Path text = Files.writeString(directory.resolve("text.json"), "{\"defaultAction\": \n oops}");
        Path action = Files.writeString(directory.resolve("action.json"), "{\"defaultAction\": \"SCMP_ACT_MAYBE\"}");

        assertThatThrownBy(() -> SeccompProfile.read(text))
                .isInstanceOf(JstackException.class)
                .hasMessageContaining("text.json:2:");
        assertThatThrownBy(() -> SeccompProfile.read(action)).hasMessageContaining("no seccomp action SCMP_ACT_MAYBE");
        assertThatThrownBy(() -> SeccompProfile.read(directory.resolve("absent.json")))
                .hasMessageContaining("absent.json");
    }
}
