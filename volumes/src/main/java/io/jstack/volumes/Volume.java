package io.jstack.volumes;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A volume that exists.
 *
 * @param definition what it was made from
 * @param mountpoint where its data lies on the host
 * @param created when
 * @param condition whether the data is where it should be
 */
public record Volume(VolumeDefinition definition, Path mountpoint, Instant created, Condition condition) {
    /** What the file system says. */
    public enum Condition {
        READY,
        /** Somebody removed the data behind our back. It is never made again silently. */
        DATA_MISSING
    }

    /** Docker's mark on a volume nobody named. */
    public static final String ANONYMOUS_LABEL = "com.docker.volume.anonymous";

    public String name() {
        return definition.name();
    }

    /** Made for one container, and removed with its last user. */
    public boolean isAnonymous() {
        return definition.labels().containsKey(ANONYMOUS_LABEL);
    }
}
