package io.jstack.runtime.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilityTest {
    /** A reordered enum would hand out the wrong rights without a word: linux/capability.h is the reference. */
    @Test
    void theNumbersAreTheKernels() {
        assertThat(Capability.CHOWN.number()).isZero();
        assertThat(Capability.KILL.number()).isEqualTo(5);
        assertThat(Capability.SETPCAP.number()).isEqualTo(8);
        assertThat(Capability.NET_ADMIN.number()).isEqualTo(12);
        assertThat(Capability.SYS_PTRACE.number()).isEqualTo(19);
        assertThat(Capability.SYS_ADMIN.number()).isEqualTo(21);
        assertThat(Capability.MKNOD.number()).isEqualTo(27);
        assertThat(Capability.SETFCAP.number()).isEqualTo(31);
        assertThat(Capability.SYSLOG.number()).isEqualTo(34);
        assertThat(Capability.CHECKPOINT_RESTORE.number()).isEqualTo(40);
        assertThat(Capability.values()).hasSize(41);
    }

    /** CapEff of a Docker container, as {@code /proc/1/status} shows it. */
    @Test
    void dockersFourteenHaveTheMaskDockerShows() {
        assertThat(Capability.mask(DefaultSpec.capabilities())).isEqualTo(0xa80425fbL);
        assertThat(Capability.ofMask(0xa80425fbL)).isEqualTo(DefaultSpec.capabilities());
    }

    @Test
    void aNameIsReadWithAndWithoutItsPrefix() {
        assertThat(Capability.parse("cap_net_raw")).contains(Capability.NET_RAW);
        assertThat(Capability.parse("SYS_ADMIN")).contains(Capability.SYS_ADMIN);
        assertThat(Capability.parse("EVERYTHING")).isEmpty();
    }

    @Test
    void setsAreInTheKernelsOrder() {
        assertThat(Capability.setOf(List.of(Capability.SYS_ADMIN, Capability.CHOWN)))
                .containsExactly(Capability.CHOWN, Capability.SYS_ADMIN);
        assertThat(Capability.setOf(Set.of())).isEmpty();
    }
}
