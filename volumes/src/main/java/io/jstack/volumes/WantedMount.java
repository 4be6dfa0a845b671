package io.jstack.volumes;

import java.nio.file.Path;
import java.util.List;

/** One mount a service asks for. */
public sealed interface WantedMount {
    /** The absolute path in the container. */
    String target();

    /** Calls the case of {@code cases} that fits. */
    <T> T fold(Cases<T> cases);

    /** One method for each kind of mount. */
    interface Cases<T> {
        T named(Named mount);

        T anonymous(Anonymous mount);

        T bind(Bind mount);

        T tmpfs(Tmpfs mount);
    }

    /** {@code data:/var/lib/data}: the volume must exist, see {@link Volumes#ensure}; {@code below} is a path in it, or empty. */
    record Named(String volume, String target, Access access, CopyImageData copy, String below) implements WantedMount {
        /** The whole volume. */
        public Named(String volume, String target, Access access, CopyImageData copy) {
            this(volume, target, access, copy, "");
        }

        public Named {
            target = MountTarget.normal(target);
        }

        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.named(this);
        }
    }

    /** {@code /var/lib/data}, or the image's {@code VOLUME}: a volume of its own for this container. */
    record Anonymous(String target, Access access, CopyImageData copy) implements WantedMount {
        public Anonymous {
            target = MountTarget.normal(target);
        }

        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.anonymous(this);
        }
    }

    /** A directory or a single file of the host; {@code source} is absolute. */
    record Bind(Path source, String target, Access access, Propagation propagation, CreateHostPath missing)
            implements WantedMount {
        public Bind {
            target = MountTarget.normal(target);
            source = source.normalize();
            if (!source.isAbsolute()) {
                throw new IllegalArgumentException("a bind source is absolute, not " + source);
            }
        }

        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.bind(this);
        }
    }

    /** Memory of the container's own, gone when it stops; {@code options} as tmpfs(5) writes them: {@code size=64m}, {@code mode=1777}. */
    record Tmpfs(String target, List<String> options) implements WantedMount {
        public Tmpfs {
            target = MountTarget.normal(target);
            options = List.copyOf(options);
        }

        @Override
        public <T> T fold(Cases<T> cases) {
            return cases.tmpfs(this);
        }
    }
}
