package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.MountAttributes;
import io.jstack.runtime.oci.Mount;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A mount's options, sorted into what the mount itself takes, how it propagates, and what is left for the file system; mount(8).
 *
 * @param attributes flags and propagation of the mount
 * @param recursive whether a bind takes along what is mounted below
 * @param data options of the file system, {@code size=64k} or a bare word
 */
record MountOptions(MountAttributes attributes, boolean recursive, List<String> data) {
    private static final Map<String, Long> SET = Map.of(
            "ro", Flags.MOUNT_ATTR_RDONLY,
            "nosuid", Flags.MOUNT_ATTR_NOSUID,
            "nodev", Flags.MOUNT_ATTR_NODEV,
            "noexec", Flags.MOUNT_ATTR_NOEXEC,
            "nodiratime", Flags.MOUNT_ATTR_NODIRATIME,
            "nosymfollow", Flags.MOUNT_ATTR_NOSYMFOLLOW);
    private static final Map<String, Long> CLEAR = Map.of(
            "rw", Flags.MOUNT_ATTR_RDONLY,
            "suid", Flags.MOUNT_ATTR_NOSUID,
            "dev", Flags.MOUNT_ATTR_NODEV,
            "exec", Flags.MOUNT_ATTR_NOEXEC,
            "diratime", Flags.MOUNT_ATTR_NODIRATIME,
            "symfollow", Flags.MOUNT_ATTR_NOSYMFOLLOW);
    private static final Map<String, Long> ACCESS_TIME =
            Map.of("noatime", Flags.MOUNT_ATTR_NOATIME, "strictatime", Flags.MOUNT_ATTR_STRICTATIME, "relatime", 0L);
    private static final Map<String, Long> PROPAGATION = Map.of(
            "private", Flags.MS_PRIVATE,
            "rprivate", Flags.MS_PRIVATE,
            "slave", Flags.MS_SLAVE,
            "rslave", Flags.MS_SLAVE,
            "shared", Flags.MS_SHARED,
            "rshared", Flags.MS_SHARED);
    private static final List<String> REFUSED = List.of("idmap", "ridmap", "tmpcopyup", "remount");

    static MountOptions of(Mount mount) {
        long set = 0;
        long clear = 0;
        long propagation = Flags.MS_PRIVATE; // Docker's default
        boolean recursive = false;
        List<String> data = new ArrayList<>();
        for (String option : mount.options()) {
            if (SET.containsKey(option)) {
                set |= SET.get(option);
            } else if (CLEAR.containsKey(option)) {
                clear |= CLEAR.get(option);
            } else if (ACCESS_TIME.containsKey(option)) {
                set |= ACCESS_TIME.get(option);
                clear |= Flags.MOUNT_ATTR_ATIME;
            } else if (PROPAGATION.containsKey(option)) {
                propagation = PROPAGATION.get(option);
            } else if (option.equals("rbind")) {
                recursive = true;
            } else if (REFUSED.contains(option)) {
                throw new JstackException(
                        RuntimeError.SPEC_REFUSED,
                        "mount %s: option %s is not offered".formatted(mount.destination(), option),
                        "leave it out");
            } else if (!option.equals("bind") && !option.equals("defaults")) {
                data.add(option);
            }
        }
        // a flag both set and cleared would let the kernel decide: the last word of the two is "set" only for ro
        return new MountOptions(
                new MountAttributes(set, clear & ~(set & ~Flags.MOUNT_ATTR_ATIME), propagation), recursive, data);
    }
}
