package io.jstack.runtime.security;

import io.jstack.runtime.oci.Capability;
import io.jstack.values.JstackException;
import io.jstack.values.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Compose's {@code cap_add} and {@code cap_drop} on top of a base set, as Docker reckons (moby, oci/caps/utils.go): {@code ALL} added
 * starts from everything and honours single drops; {@code ALL} dropped keeps only what is added; else drops come first and adds win.
 */
public final class CapabilityRules {
    private static final String ALL = "ALL";

    private CapabilityRules() {}

    /**
     * The set a container gets.
     *
     * @param add names with or without {@code CAP_}, in any case
     * @throws JstackException {@link SecurityError#UNKNOWN_CAPABILITY}, one problem for each name
     */
    public static Set<Capability> apply(Set<Capability> base, Collection<String> add, Collection<String> drop) {
        List<Problem> problems = new ArrayList<>();
        Set<Capability> added = parse(add, problems);
        Set<Capability> dropped = parse(drop, problems);
        if (!problems.isEmpty()) {
            throw new JstackException(problems);
        }
        Set<Capability> result = EnumSet.noneOf(Capability.class);
        if (namesAll(add)) {
            result.addAll(known());
            result.removeAll(dropped);
        } else if (namesAll(drop)) {
            result.addAll(added);
        } else {
            result.addAll(base);
            result.removeAll(dropped);
            result.addAll(added);
        }
        return Capability.setOf(result);
    }

    /** Every capability this kernel has: {@code privileged}, and {@code ALL}. An older kernel lacks the last ones. */
    public static Set<Capability> known() {
        int last = lastOfKernel();
        return Capability.setOf(
                Capability.all().stream().filter(c -> c.number() <= last).toList());
    }

    /** The highest number this kernel knows. */
    public static int lastOfKernel() {
        // not Files.readString: it first reads one byte, and a sysctl answers a second read with nothing, so "40" came
        // back as "4"
        try (BufferedReader file = Files.newBufferedReader(Path.of("/proc/sys/kernel/cap_last_cap"))) {
            return Integer.parseInt(file.readLine());
        } catch (IOException e) {
            return Capability.CHECKPOINT_RESTORE
                    .number(); // no /proc: every kernel we run on (5.12 and later) has them all
        }
    }

    private static boolean namesAll(Collection<String> names) {
        return names.stream().anyMatch(CapabilityRules::isAll);
    }

    private static boolean isAll(String name) {
        return name.strip().toUpperCase(Locale.ROOT).equals(ALL);
    }

    private static Set<Capability> parse(Collection<String> names, List<Problem> problems) {
        Set<Capability> set = EnumSet.noneOf(Capability.class);
        for (String name : names) {
            if (!isAll(name)) {
                Capability.parse(name).ifPresentOrElse(set::add, () -> problems.add(unknown(name)));
            }
        }
        return set;
    }

    private static Problem unknown(String name) {
        return new Problem(
                SecurityError.UNKNOWN_CAPABILITY,
                Optional.empty(),
                "the kernel has no capability " + name,
                "one of man 7 capabilities, as NET_ADMIN or CAP_NET_ADMIN, or ALL");
    }
}
