package io.jstack.runtime.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.oci.Seccomp;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever libseccomp makes of a profile, its short form answers every call alike. */
class FilterRangesRandomTest {
    private static final int PROFILES = 120;
    private static final List<String> NAMES = FilterRangesTest.everyName();
    private static final List<String> OPERATORS =
            SeccompWords.OPERATORS.keySet().stream().sorted().toList();
    private static final List<String> ACTIONS =
            SeccompWords.ACTIONS.keySet().stream().sorted().toList();
    private static final List<Long> VALUES = List.of(
            0L,
            1L,
            2L,
            38L,
            0x7e020000L,
            0x7fffffffL,
            0x80000000L,
            0xffffffffL,
            0x1_0000_0000L,
            0xffff_ffff_0000_0002L,
            -1L);

    private final Random random = new Random(17);

    @Test
    void randomProfilesAnswerAsBefore() {
        int shortened = 0;
        int withArguments = 0;
        int compared = 0;
        for (int i = 0; compared < PROFILES; i++) {
            assertThat(i).as("profiles tried").isLessThan(2 * PROFILES);
            Seccomp seccomp = profile();
            SameVerdicts seen;
            try {
                seen = SameVerdicts.of(seccomp);
            } catch (JstackException refused) {
                continue; // two rules that contradict each other
            }
            compared++;
            shortened += seen.after.length < seen.before.length ? 1 : 0;
            withArguments += seen.withArguments > 0 ? 1 : 0;
        }

        assertThat(shortened).isGreaterThan(PROFILES * 3 / 4);
        assertThat(withArguments).isGreaterThan(PROFILES / 2);
    }

    private Seccomp profile() {
        List<String> architectures =
                new ArrayList<>(SeccompProfile.defaults().resolve(Set.of()).architectures());
        architectures.subList(1, architectures.size()).removeIf(other -> random.nextInt(3) == 0);
        List<Seccomp.Syscall> rules = new ArrayList<>();
        for (int i = random.nextInt(25); i > 0; i--) {
            rules.add(rule());
        }
        return new Seccomp(any(ACTIONS), OptionalInt.of(1 + random.nextInt(40)), architectures, List.of(), rules);
    }

    /** A run of names: ranges, and holes in those of earlier rules. */
    private Seccomp.Syscall rule() {
        boolean withArguments = random.nextInt(3) == 0;
        int count = 1 + random.nextInt(withArguments ? 3 : 40);
        int first = random.nextInt(NAMES.size() - count);
        List<Seccomp.Arg> args = new ArrayList<>();
        for (int i = withArguments ? 1 + random.nextInt(3) : 0; i > 0; i--) {
            args.add(new Seccomp.Arg(random.nextInt(BpfProgram.ARGUMENTS), any(VALUES), any(VALUES), any(OPERATORS)));
        }
        return new Seccomp.Syscall(
                NAMES.subList(first, first + count), any(ACTIONS), OptionalInt.of(random.nextInt(40)), args);
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
