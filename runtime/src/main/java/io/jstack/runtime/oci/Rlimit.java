package io.jstack.runtime.oci;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/**
 * One limit of getrlimit(2).
 *
 * @param type the man page's name, {@code RLIMIT_NOFILE}
 * @param soft in the unit of the limit; {@link #UNLIMITED} for none
 * @param hard the ceiling of {@code soft}
 */
public record Rlimit(
        String type,

        @JsonSerialize(using = Unsigned.Writer.class) @JsonDeserialize(using = Unsigned.Reader.class)
        long hard,

        @JsonSerialize(using = Unsigned.Writer.class) @JsonDeserialize(using = Unsigned.Reader.class)
        long soft) {
    /** RLIM_INFINITY; the same bits as the unsigned number the specification writes. */
    public static final long UNLIMITED = -1;

    public Rlimit {
        if (!type.startsWith("RLIMIT_")) {
            throw new IllegalArgumentException("a resource limit is named as RLIMIT_NOFILE is, not " + type);
        }
        if (Long.compareUnsigned(soft, hard) > 0) {
            throw new IllegalArgumentException("%s: the soft limit %s is above the hard limit %s"
                    .formatted(type, Long.toUnsignedString(soft), Long.toUnsignedString(hard)));
        }
    }
}
