package io.jstack.images.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One {@code RUN}.
 *
 * <p>The root is overlayfs over {@code layers} with {@code upper} and {@code work}, which exist, are empty, lie on one file system and
 * belong to this step alone. It must be mounted with {@code redirect_dir=off,metacopy=off,index=off}: the upper directory becomes a
 * layer of the image, and what the kernel keeps in those attributes has no meaning in another stack of layers.
 *
 * @param layers lowerdir order, topmost first
 * @param env in the order to be passed, {@code PATH} included
 * @param user {@code user[:group]} to be looked up in the root; empty is root
 * @param workingDir absolute; exists in the layers or is made by the builder beforehand
 * @param args the program and its arguments, in exec form
 * @param network what the step may reach
 * @param mounts what lies over the root while the command runs
 * @param shm size of {@code /dev/shm} in bytes; 0: as every container's
 * @param hosts more lines of /etc/hosts, name to address
 * @param output what the command writes on either stream, as it comes; the array is the callee's
 */
public record BuildStep(
        List<Path> layers,
        Path upper,
        Path work,
        Map<String, String> env,
        String user,
        String workingDir,
        List<String> args,
        BuildNetwork network,
        List<BuildMount> mounts,
        long shm,
        Map<String, String> hosts,
        Consumer<byte[]> output) {

    /** {@code RUN --network}, Compose {@code build.network}. */
    public enum BuildNetwork {
        /** A network of its own with egress. */
        DEFAULT,
        /** Only loopback. */
        NONE,
        /** The host's. */
        HOST
    }
}
