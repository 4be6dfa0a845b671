package io.jstack.images.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What a build may use and no image may hold. */
public interface BuildSecrets {
    /** None. */
    BuildSecrets NONE = new BuildSecrets() {
        @Override
        public Optional<byte[]> content(String id) {
            return Optional.empty();
        }

        @Override
        public Optional<Path> agent(String id) {
            return Optional.empty();
        }
    };

    /** {@code --secret id=…}: its content, if one of that id was given. */
    Optional<byte[]> content(String id) throws IOException;

    /** {@code --ssh ID=SOCKET}: the agent's socket, if one of that id was given. */
    Optional<Path> agent(String id);
}
