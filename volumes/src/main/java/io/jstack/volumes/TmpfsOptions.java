package io.jstack.volumes;

import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The options of a tmpfs(5): Docker's defaults, and over them what the user says. */
final class TmpfsOptions {
    private static final List<String> DEFAULTS = List.of("nosuid", "nodev", "noexec");
    private static final Map<String, String> OPPOSITES = Map.of(
            "suid", "nosuid", "nosuid", "suid", "dev", "nodev", "nodev", "dev", "exec", "noexec", "noexec", "exec",
            "rw", "ro", "ro", "rw");
    private static final Set<String> FLAGS =
            Set.of("sync", "async", "atime", "noatime", "diratime", "nodiratime", "relatime", "strictatime", "dirsync");
    private static final Map<String, Pattern> VALUES = Map.of(
            "size", Pattern.compile("[0-9]+[kKmMgG%]?"),
            "mode", Pattern.compile("0?[0-7]{1,4}"),
            "uid", Pattern.compile("[0-9]+"),
            "gid", Pattern.compile("[0-9]+"),
            "nr_inodes", Pattern.compile("[0-9]+[kKmMgG]?"),
            "nr_blocks", Pattern.compile("[0-9]+[kKmMgG]?"));

    private TmpfsOptions() {}

    /** In the order given; a user's {@code exec} takes the default {@code noexec} away. */
    static List<String> of(String target, List<String> wanted) {
        List<String> options = new ArrayList<>(DEFAULTS);
        for (String option : wanted) {
            check(target, option);
            String opposite = OPPOSITES.get(option);
            if (opposite != null) {
                options.remove(opposite);
            }
            if (!options.contains(option)) {
                options.add(option);
            }
        }
        if (options.stream().noneMatch(option -> option.equals("ro") || option.equals("rw"))) {
            options.add("rw");
        }
        if (options.stream().noneMatch(option -> option.startsWith("mode="))) {
            options.add("mode=1777");
        }
        return List.copyOf(options);
    }

    private static void check(String target, String option) {
        int equals = option.indexOf('=');
        if (equals < 0 ? OPPOSITES.containsKey(option) || FLAGS.contains(option) : isValue(option, equals)) {
            return;
        }
        throw new JstackException(
                VolumeError.TMPFS_OPTION_INVALID,
                "tmpfs %s has the option '%s'".formatted(target, option),
                "use size=, mode=, uid=, gid=, nr_inodes=, nr_blocks=, ro, exec, suid, dev, noatime");
    }

    private static boolean isValue(String option, int equals) {
        Pattern pattern = VALUES.get(option.substring(0, equals));
        return pattern != null && pattern.matcher(option.substring(equals + 1)).matches();
    }
}
