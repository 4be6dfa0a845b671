package io.jstack.volumes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One mount, settled: what the engine writes into a container's OCI record, and into its own, so that {@code volumes_from} and the
 * next container of the same replica can take it over. Plain text throughout, to be stored as it is.
 *
 * @param kind where it came from
 * @param volume the volume's name; empty for a bind and a tmpfs
 * @param source the host's path, resolved; {@code tmpfs} for a tmpfs
 * @param below a path inside the source that is mounted instead of the whole, to be walked when it is mounted; empty: the whole
 * @param target the path in the container
 * @param options mount options as the OCI runtime spec has them: {@code rbind}, {@code ro}, {@code rprivate}, {@code size=64m}
 */
public record MountRequest(
        Kind kind, String volume, String source, @Nullable String below, String target, List<String> options) {
    /** Of the whole source. */
    public MountRequest(Kind kind, String volume, String source, String target, List<String> options) {
        this(kind, volume, source, "", target, options);
    }

    /** Docker's {@code Mounts[].Type}. */
    public enum Kind {
        VOLUME,
        /** A volume nobody named. */
        ANONYMOUS,
        BIND,
        TMPFS
    }

    public MountRequest {
        options = List.copyOf(options);
        below = below == null ? "" : below; // records of before this was known
    }

    @Override
    public String below() {
        return below == null ? "" : below;
    }

    /** The OCI mount's {@code type}. */
    public String fileSystem() {
        return kind == Kind.TMPFS ? "tmpfs" : "bind";
    }

    public Access access() {
        return options.contains(Access.READ_ONLY.option()) ? Access.READ_ONLY : Access.READ_WRITE;
    }

    /** The same mount, of a path inside the source. */
    MountRequest below(String path) {
        return new MountRequest(kind, volume, source, path, target, options);
    }

    /** The same mount, not more open than {@code limit}. */
    MountRequest limitedTo(Access limit) {
        Access access = access().and(limit);
        List<String> changed = options.stream()
                .map(option -> option.equals("rw") || option.equals("ro") ? access.option() : option)
                .toList();
        return new MountRequest(kind, volume, source, below, target, changed);
    }
}
