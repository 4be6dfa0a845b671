package io.jstack.runtime.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.kernel.Libseccomp;
import io.jstack.runtime.oci.Capability;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.Seccomp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What libseccomp wrote and what is made of it answer every call alike. */
class FilterRangesTest {
    private static final List<String> NAMES = everyName();

    private static Seccomp defaults(Capability... more) {
        Set<Capability> capabilities = EnumSet.copyOf(DefaultSpec.capabilities());
        capabilities.addAll(Arrays.asList(more));
        return SeccompProfile.defaults().resolve(capabilities);
    }

    @Test
    void theDefaultProfileAnswersAsBeforeWhateverTheCapabilities() {
        for (Seccomp seccomp : List.of(
                defaults(),
                defaults(Capability.SYS_ADMIN),
                defaults(Capability.SYS_ADMIN, Capability.SYS_TIME, Capability.SYS_PTRACE, Capability.SYS_NICE),
                SeccompProfile.defaults().resolve(Set.of()),
                SeccompProfile.defaults().resolve(EnumSet.allOf(Capability.class)))) {
            SameVerdicts seen = SameVerdicts.of(seccomp);

            assertThat(seen.verdicts)
                    .contains(SeccompWords.RET_ALLOW, SeccompWords.RET_ERRNO | 1, SeccompWords.RET_ERRNO | 38);
            assertThat(seen.withArguments).isPositive();
        }
    }

    @Test
    void theDefaultProfileIsShort() {
        for (Seccomp seccomp : List.of(defaults(), defaults(Capability.SYS_ADMIN))) {
            assertThat(instructions(FilterCompiler.compileCallByCall(seccomp))).isGreaterThan(600);
            assertThat(instructions(FilterCompiler.compile(seccomp))).isLessThanOrEqualTo(250);
        }
    }

    @Test
    void whatIsAllowedUnlessForbiddenStaysSo() {
        SameVerdicts seen = SameVerdicts.of(profile(
                "SCMP_ACT_ALLOW",
                rule("SCMP_ACT_ERRNO", 30, List.of("chmod", "fchmod", "fchmodat")),
                rule("SCMP_ACT_ERRNO", 13, List.of("mkdir")),
                rule("SCMP_ACT_KILL_PROCESS", 0, List.of("reboot")),
                rule("SCMP_ACT_TRACE", 7, List.of("rmdir"))));

        assertThat(seen.verdicts)
                .contains(SeccompWords.RET_ERRNO | 30, SeccompWords.RET_ERRNO | 13, 0x80000000, 0x7ff00007);
    }

    @Test
    void everyComparisonOfArgumentsIsKept() {
        long wide = 0x1_0000_0002L;
        List<Seccomp.Syscall> rules = new ArrayList<>();
        for (String operator : SeccompWords.OPERATORS.keySet()) {
            int errno = SeccompWords.OPERATORS.get(operator);
            rules.add(rule(
                    "SCMP_ACT_ERRNO",
                    errno,
                    List.of(NAMES.get(errno)),
                    new Seccomp.Arg(errno % 6, wide, wide, operator)));
            rules.add(rule(
                    "SCMP_ACT_ERRNO",
                    errno,
                    List.of(NAMES.get(errno + 10)),
                    new Seccomp.Arg(0, 0xff0, 0x80, operator)));
            rules.add(rule(
                    "SCMP_ACT_ERRNO",
                    errno,
                    List.of(NAMES.get(errno + 20)),
                    new Seccomp.Arg(1, 5, 4, operator),
                    new Seccomp.Arg(5, -1L, 1L << 63, operator)));
        }
        SameVerdicts seen = SameVerdicts.of(profile("SCMP_ACT_ALLOW", rules.toArray(Seccomp.Syscall[]::new)));

        assertThat(seen.withArguments).isGreaterThanOrEqualTo(3 * SeccompWords.OPERATORS.size());
        assertThat(seen.verdicts).hasSizeGreaterThan(SeccompWords.OPERATORS.size());
    }

    @Test
    void aLongListOfValuesOfOneArgumentIsKept() {
        Seccomp.Arg[] values = LongStream.range(0, 300)
                .mapToObj(i -> new Seccomp.Arg(1, (i * i) << 20, 0, "SCMP_CMP_EQ"))
                .toArray(Seccomp.Arg[]::new);
        SameVerdicts seen = SameVerdicts.of(profile(
                "SCMP_ACT_ERRNO",
                rule("SCMP_ACT_ALLOW", 0, NAMES.subList(20, 100)),
                rule("SCMP_ACT_ALLOW", 0, List.of("ioctl"), values)));

        assertThat(seen.withArguments).isPositive();
    }

    /** Hundreds of ends: comparisons do not reach them all, and jumps stand in between. */
    @Test
    void aProfileOfManyAnswersIsKept() {
        List<Seccomp.Syscall> rules = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            List<Seccomp.Arg> args = i % 10 == 0 ? List.of(new Seccomp.Arg(i % 6, 1, 0, "SCMP_CMP_NE")) : List.of();
            rules.add(rule("SCMP_ACT_ERRNO", 1 + i / 3, List.of(NAMES.get(i)), args.toArray(Seccomp.Arg[]::new)));
        }
        SameVerdicts seen = SameVerdicts.of(profile("SCMP_ACT_ALLOW", rules.toArray(Seccomp.Syscall[]::new)));

        assertThat(seen.verdicts).hasSizeGreaterThan(100);
        assertThat(seen.withArguments).isPositive();
        assertThat(instructions(seen.after)).isGreaterThan(2 * 256);
    }

    @Test
    void aSingleArchitectureAndNoRulesAtAllAreKept() {
        String own = SeccompHost.current().architecture();
        Seccomp.Syscall some = rule("SCMP_ACT_ALLOW", 0, NAMES.subList(0, 100));
        OptionalInt none = OptionalInt.empty();

        SameVerdicts.of(new Seccomp("SCMP_ACT_ERRNO", none, List.of(own), List.of(), List.of(some)));
        SameVerdicts.of(new Seccomp("SCMP_ACT_ERRNO", none, List.of(own), List.of(), List.of()));
        SameVerdicts.of(profile("SCMP_ACT_ALLOW"));
        SameVerdicts.of(profile("SCMP_ACT_KILL_PROCESS", rule("SCMP_ACT_LOG", 0, List.of("read"))));
    }

    private static int instructions(byte[] program) {
        return program.length / BpfProgram.INSTRUCTION;
    }

    static Seccomp profile(String defaultAction, Seccomp.Syscall... rules) {
        List<String> architectures = SeccompProfile.defaults().resolve(Set.of()).architectures();
        return new Seccomp(defaultAction, OptionalInt.empty(), architectures, List.of(), List.of(rules));
    }

    static Seccomp.Syscall rule(String action, int errno, List<String> names, Seccomp.Arg... args) {
        return new Seccomp.Syscall(names, action, OptionalInt.of(errno), List.of(args));
    }

    /** Calls that this host has, in the order of their numbers. */
    static List<String> everyName() {
        return SeccompProfile.defaults().rules().stream()
                .flatMap(rule -> rule.call().names().stream())
                .distinct()
                .filter(name -> number(name) >= 0)
                .sorted(Comparator.comparing(FilterRangesTest::number))
                .toList();
    }

    private static int number(String name) {
        return Libseccomp.number(Libseccomp.nativeArchitecture(), name).orElse(-1);
    }
}
