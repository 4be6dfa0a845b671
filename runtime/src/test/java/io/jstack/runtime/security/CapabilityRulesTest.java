package io.jstack.runtime.security;

import static io.jstack.runtime.oci.Capability.CHOWN;
import static io.jstack.runtime.oci.Capability.KILL;
import static io.jstack.runtime.oci.Capability.NET_ADMIN;
import static io.jstack.runtime.oci.Capability.NET_RAW;
import static io.jstack.runtime.oci.Capability.SYS_ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.runtime.oci.Capability;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The cases of moby's TweakCapabilities. */
class CapabilityRulesTest {
    private final Set<Capability> base = Set.of(CHOWN, KILL, NET_RAW);

    @Test
    void withoutRulesTheBaseStays() {
        assertThat(CapabilityRules.apply(base, List.of(), List.of())).isEqualTo(base);
    }

    @Test
    void dropsComeFirstAndAddsWin() {
        assertThat(CapabilityRules.apply(base, List.of("NET_ADMIN", "cap_kill"), List.of("KILL", "CAP_NET_RAW")))
                .containsExactly(CHOWN, KILL, NET_ADMIN);
    }

    @Test
    void allDroppedKeepsOnlyWhatIsAdded() {
        assertThat(CapabilityRules.apply(base, List.of("NET_ADMIN"), List.of("all")))
                .containsExactly(NET_ADMIN);
        assertThat(CapabilityRules.apply(base, List.of(), List.of("ALL"))).isEmpty();
    }

    @Test
    void allAddedIsEverythingButSingleDrops() {
        assertThat(CapabilityRules.apply(base, List.of("ALL"), List.of("SYS_ADMIN", "ALL")))
                .contains(NET_ADMIN, CHOWN)
                .doesNotContain(SYS_ADMIN)
                .hasSize(CapabilityRules.known().size() - 1);
    }

    @Test
    void everyKernelWeRunOnHasAtLeastTheFortyOneOfLinux59() {
        assertThat(CapabilityRules.known()).hasSize(41);
    }

    @Test
    void everyUnknownNameIsReported() {
        assertThatThrownBy(() -> CapabilityRules.apply(base, List.of("FLY"), List.of("SWIM", "KILL")))
                .isInstanceOfSatisfying(
                        JstackException.class,
                        e -> assertThat(e.problems())
                                .extracting(problem -> problem.message())
                                .containsExactly(
                                        "the kernel has no capability FLY", "the kernel has no capability SWIM"));
    }
}
