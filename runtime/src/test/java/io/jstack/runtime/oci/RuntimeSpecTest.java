package io.jstack.runtime.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RuntimeSpecTest {
    private final RuntimeSpec spec = DefaultSpec.of(List.of("/bin/sh", "-c", "true"), "/root/fs", "/jstack/abc");

    @Test
    void everyPartSurvivesTheJourneyThroughJson() {
        RuntimeSpec full = spec.withHostname("db-1")
                .withAnnotation("com.docker.compose.project", "shop")
                .withAnnotation("empty", "")
                .withProcess(spec.process()
                        .withTerminal(Optional.of(new ProcessSpec.ConsoleSize(24, 80)))
                        .withUser(new User(1000, 1000, OptionalInt.of(022), List.of(5L, 20L)))
                        .withRlimits(List.of(new Rlimit("RLIMIT_NOFILE", 4096, 1024)))
                        .withNoNewPrivileges()
                        .withOomScoreAdj(-500))
                .withLinux(spec.linux()
                        .withNamespace(Namespace.joined(Namespace.Type.NETWORK, "/proc/7/ns/net"))
                        .withResources(spec.linux()
                                .resources()
                                .withMemory(Resources.Memory.NONE.withLimit(1 << 30))
                                .withCpu(Resources.Cpu.NONE.withProcessors(1.5).withCpus("0-1"))
                                .withBlockIo(Resources.BlockIo.NONE.withWeight(300)))
                        .withSeccomp(Optional.of(new Seccomp(
                                "SCMP_ACT_ERRNO",
                                OptionalInt.of(1),
                                List.of("SCMP_ARCH_X86_64"),
                                List.of(),
                                List.of(new Seccomp.Syscall(
                                        List.of("read"),
                                        "SCMP_ACT_ALLOW",
                                        OptionalInt.empty(),
                                        List.of(new Seccomp.Arg(0, -1, 7, "SCMP_CMP_MASKED_EQ"))))))));

        assertThat(SpecJson.read(SpecJson.write(full))).isEqualTo(full);
    }

    @Test
    void whatIsAbsentIsNotWritten() {
        assertThat(SpecJson.write(spec))
                .doesNotContain("null", "\"seccomp\"", "\"memory\" : { \"limit\"", "apparmorProfile", "\"rlimits\"");
    }

    @Test
    void noLimitIsTheLargestUnsignedNumber() {
        RuntimeSpec unlimited = spec.withProcess(
                spec.process().withRlimits(List.of(new Rlimit("RLIMIT_CORE", Rlimit.UNLIMITED, Rlimit.UNLIMITED))));

        assertThat(SpecJson.write(unlimited)).contains("\"hard\" : 18446744073709551615");
        assertThat(SpecJson.read(SpecJson.write(unlimited))).isEqualTo(unlimited);
    }

    @Test
    void capabilitiesAreWrittenByTheirKernelNamesAndInheritableStaysEmpty() {
        assertThat(SpecJson.write(spec).replaceAll("\\s+", ""))
                .contains("\"inheritable\":[],", "\"CAP_NET_BIND_SERVICE\",\"CAP_NET_RAW\"");
        assertThat(spec.process().capabilities().bounding()).hasSize(14);
    }

    @Test
    void aMountOnTheSameDestinationTakesTheEarlierOnesPlace() {
        RuntimeSpec larger = spec.plusMounts(List.of(DefaultSpec.shm(1024)));

        assertThat(larger.mounts()).hasSameSizeAs(spec.mounts());
        assertThat(larger.mounts())
                .last()
                .satisfies(mount -> assertThat(mount.options()).contains("size=1024"));
    }

    @Test
    void sharingTheHostsNetworkLeavesTheOtherNamespacesPrivate() {
        Linux shared = spec.linux().withoutNamespace(Namespace.Type.NETWORK);

        assertThat(shared.namespace(Namespace.Type.NETWORK)).isEmpty();
        assertThat(shared.namespaces()).hasSize(spec.linux().namespaces().size() - 1);
    }

    @Test
    void impossibleValuesAreRefusedWhereTheyAreMade() {
        assertThatThrownBy(() -> new Rlimit("RLIMIT_NOFILE", 10, 11)).hasMessageContaining("11 is above");
        assertThat(new Rlimit("RLIMIT_NOFILE", Rlimit.UNLIMITED, 11).soft()).isEqualTo(11);
        assertThatThrownBy(() -> spec.process().withCwd("tmp")).hasMessageContaining("absolute");
        assertThatThrownBy(() -> DeviceRule.allow("x", 1, 3, "r")).hasMessageContaining("a, b or c");
    }

    @Test
    void aDeviceRuleIsWrittenAsTheKernelReadsIt() {
        assertThat(DefaultSpec.devices())
                .extracting(DeviceRule::toString)
                .startsWith("a *:* rwm", "c *:* m")
                .contains("c 1:3 rwm", "c 136:* rwm");
    }
}
