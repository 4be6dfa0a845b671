package io.jstack.images.build;

import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.build.BuildStep.BuildNetwork;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to build: the keys of Compose {@code build:} and the flags of {@code docker build}. Begin with {@link #of} and change what
 * differs.
 *
 * @param context directory that COPY and ADD read from, absolute
 * @param dockerfile path, absolute; may lie outside the context
 * @param inline the Dockerfile's text itself, instead of the file ({@code dockerfile_inline})
 * @param fileName what errors call the Dockerfile
 * @param args {@code --build-arg}
 * @param target the stage to end at
 * @param tags names for the result
 * @param labels added to the result's
 * @param contexts by the name that FROM and --from use; they come before stages and images
 * @param shm size of {@code /dev/shm} in bytes; 0: as every container's
 * @param extraHosts name to address, for every RUN's hosts file
 */
public record BuildRequest(
        Path context,
        Path dockerfile,
        Optional<String> inline,
        String fileName,
        Map<String, String> args,
        Optional<String> target,
        List<Reference> tags,
        Map<String, String> labels,
        CacheUse cache,
        BasePull pull,
        BuildNetwork network,
        Map<String, String> extraHosts,
        Map<String, NamedContext> contexts,
        BuildSecrets secrets,
        long shm,
        Platform platform) {
    public BuildRequest {
        args = Map.copyOf(args);
        tags = List.copyOf(tags);
        labels = Map.copyOf(labels);
        extraHosts = Map.copyOf(extraHosts);
        contexts = Map.copyOf(contexts);
    }

    /** Whether earlier builds' layers may be taken. */
    public enum CacheUse {
        USE,
        /** {@code --no-cache}: every step runs; its result still becomes the cache. */
        IGNORE
    }

    /** When a base image is asked for at its source. */
    public enum BasePull {
        MISSING,
        /** {@code --pull} */
        ALWAYS
    }

    /** {@code docker build DIR}: the Dockerfile of {@code context}, for this machine. */
    public static Builder of(Path context) {
        return new Builder(context);
    }

    /** Collects what differs from {@code docker build DIR}. */
    public static final class Builder {
        private final Path context;
        private Path dockerfile;
        private Optional<String> inline = Optional.empty();
        private String fileName = "Dockerfile";
        private Map<String, String> args = Map.of();
        private Optional<String> target = Optional.empty();
        private List<Reference> tags = List.of();
        private Map<String, String> labels = Map.of();
        private CacheUse cache = CacheUse.USE;
        private BasePull pull = BasePull.MISSING;
        private BuildNetwork network = BuildNetwork.DEFAULT;
        private Map<String, String> extraHosts = Map.of();
        private Map<String, NamedContext> contexts = Map.of();
        private BuildSecrets secrets = BuildSecrets.NONE;
        private long shm;

        private Builder(Path context) {
            this.context = context;
            this.dockerfile = context.resolve("Dockerfile");
        }

        /** {@code -f}: another file, which errors call {@code shown}. */
        public Builder dockerfile(Path file, String shown) {
            dockerfile = file;
            fileName = shown;
            return this;
        }

        /** {@code dockerfile_inline}; errors count lines in {@code text} and call it {@code shown}. */
        public Builder inline(String text, String shown) {
            inline = Optional.of(text);
            fileName = shown;
            return this;
        }

        public Builder args(Map<String, String> values) {
            args = values;
            return this;
        }

        public Builder target(String stage) {
            target = Optional.of(stage);
            return this;
        }

        public Builder tags(List<Reference> names) {
            tags = names;
            return this;
        }

        public Builder labels(Map<String, String> values) {
            labels = values;
            return this;
        }

        public Builder cache(CacheUse use) {
            cache = use;
            return this;
        }

        public Builder pull(BasePull when) {
            pull = when;
            return this;
        }

        public Builder network(BuildNetwork mode) {
            network = mode;
            return this;
        }

        public Builder extraHosts(Map<String, String> addresses) {
            extraHosts = addresses;
            return this;
        }

        public Builder contexts(Map<String, NamedContext> named) {
            contexts = named;
            return this;
        }

        public Builder secrets(BuildSecrets given) {
            secrets = given;
            return this;
        }

        /** Size of RUN's {@code /dev/shm}, in bytes. */
        public Builder shm(long bytes) {
            shm = bytes;
            return this;
        }

        public BuildRequest build() {
            return new BuildRequest(
                    context,
                    dockerfile,
                    inline,
                    fileName,
                    args,
                    target,
                    tags,
                    labels,
                    cache,
                    pull,
                    network,
                    extraHosts,
                    contexts,
                    secrets,
                    shm,
                    Platform.host());
        }
    }
}
