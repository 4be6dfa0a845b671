package io.jstack.runtime.security;

import io.jstack.runtime.oci.Capability;
import io.jstack.runtime.oci.Seccomp;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A system call profile in Docker's form: rules that hold or not, depending on the container's capabilities and the host. {@link
 * #resolve} decides them.
 *
 * @param architectures by a host's own architecture the others it answers for as well
 * @param flags {@code SECCOMP_FILTER_FLAG_*}
 */
public record SeccompProfile(
        String defaultAction,
        OptionalInt defaultErrnoRet,
        Map<String, List<String>> architectures,
        List<String> flags,
        List<Rule> rules) {
    public SeccompProfile {
        architectures = Map.copyOf(architectures);
        flags = List.copyOf(flags);
        rules = List.copyOf(rules);
    }

    /** A rule, and when it counts. */
    public record Rule(Seccomp.Syscall call, Condition condition) {}

    /**
     * When a rule counts: all of {@code withCaps}, none of {@code withoutCaps}, and the host as named.
     *
     * @param arches Go's names of the only architectures it is for, {@code amd64}; empty: all
     * @param notArches the ones it is not for
     * @param minKernel {@code {5, 8}}; empty: any
     */
    public record Condition(
            Set<Capability> withCaps,
            Set<Capability> withoutCaps,
            Set<String> arches,
            Set<String> notArches,
            List<Integer> minKernel) {
        public static final Condition ALWAYS = new Condition(Set.of(), Set.of(), Set.of(), Set.of(), List.of());

        public static Condition with(Capability capability) {
            return new Condition(Set.of(capability), Set.of(), Set.of(), Set.of(), List.of());
        }

        public static Condition without(Capability capability) {
            return new Condition(Set.of(), Set.of(capability), Set.of(), Set.of(), List.of());
        }

        public static Condition on(String... arches) {
            return new Condition(Set.of(), Set.of(), Set.of(arches), Set.of(), List.of());
        }

        boolean holds(Set<Capability> capabilities, SeccompHost host) {
            return capabilities.containsAll(withCaps)
                    && withoutCaps.stream().noneMatch(capabilities::contains)
                    && (arches.isEmpty() || arches.contains(host.arch()))
                    && !notArches.contains(host.arch())
                    && host.isAtLeast(minKernel);
        }
    }

    /** The default of this house: verdict for verdict Docker's. */
    public static SeccompProfile defaults() {
        return DefaultProfile.PROFILE;
    }

    /**
     * Reads {@code security_opt: seccomp:<file>}.
     *
     * @throws io.jstack.values.JstackException {@link SecurityError#SECCOMP_PROFILE_INVALID}
     */
    public static SeccompProfile read(Path file) {
        return ProfileFile.read(file);
    }

    /** The rules that hold on this host for a container with these capabilities in its bounding set. */
    public Seccomp resolve(Set<Capability> capabilities) {
        return resolve(capabilities, SeccompHost.current());
    }

    Seccomp resolve(Set<Capability> capabilities, SeccompHost host) {
        List<String> others = architectures.getOrDefault(host.architecture(), List.of());
        return new Seccomp(
                defaultAction,
                defaultErrnoRet,
                java.util.stream.Stream.concat(java.util.stream.Stream.of(host.architecture()), others.stream())
                        .distinct()
                        .toList(),
                flags,
                rules.stream()
                        .filter(rule -> rule.condition().holds(capabilities, host))
                        .map(Rule::call)
                        .toList());
    }
}
