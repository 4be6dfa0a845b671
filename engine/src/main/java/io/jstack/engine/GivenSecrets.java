package io.jstack.engine;

import io.jstack.images.build.BuildSecrets;
import io.jstack.orchestrator.model.FileMount;
import io.jstack.orchestrator.model.FileSource;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The secrets and agents that a build's keys name: read when a step asks for them, kept nowhere. */
record GivenSecrets(BuildOrder order, BuildWish wish) implements BuildSecrets {
    @Override
    public Optional<byte[]> content(String id) throws IOException {
        for (FileMount secret : order.build().secrets()) {
            String target = secret.target().substring(secret.target().lastIndexOf('/') + 1);
            if (secret.source().equals(id) || target.equals(id)) {
                FileSource source = order.secrets().get(secret.source());
                if (source instanceof FileSource.FromFile file) {
                    return Optional.of(Files.readAllBytes(file.file()));
                }
                if (source instanceof FileSource.Inline inline) {
                    return Optional.of(inline.content().getBytes(StandardCharsets.UTF_8));
                }
                if (source instanceof FileSource.FromEnvironment variable) {
                    return variable.value().map(value -> value.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<Path> agent(String id) {
        String given = order.build().ssh().get(id);
        if (given == null) {
            return Optional.empty();
        }
        Optional<Path> socket =
                given.isEmpty() ? wish.agent() : Optional.of(order.from().resolve(given));
        if (socket.filter(Files::isRegularFile).isPresent()) {
            throw new JstackException(
                    EngineError.UNSUPPORTED,
                    "ssh %s=%s is a key, and only an agent's socket is handed on".formatted(id, given),
                    "ssh-add the key, and leave the path out");
        }
        return socket.filter(Files::exists);
    }
}
