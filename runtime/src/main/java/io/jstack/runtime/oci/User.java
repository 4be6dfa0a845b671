package io.jstack.runtime.oci;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Who a process runs as, in numbers; names are resolved in the image's own {@code /etc/passwd} before this.
 *
 * @param umask empty: 022
 */
public record User(long uid, long gid, OptionalInt umask, List<Long> additionalGids) {
    public static final User ROOT = new User(0, 0, OptionalInt.empty(), List.of());

    public User {
        additionalGids = List.copyOf(additionalGids);
    }

    /** The same user, in these groups as well. */
    public User inGroups(List<Long> more) {
        return new User(
                uid,
                gid,
                umask,
                Stream.concat(additionalGids.stream(), more.stream()).distinct().toList());
    }
}
