package io.jstack.images.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.images.ImageError;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code ~/.docker/config.json}, where {@code login} keeps what it was told; or, where the file names a helper, {@code
 * docker-credential-NAME} (docker-credential-helpers, "Development"). All else in the file stays as it is.
 */
final class CredentialFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final long HELPER_SECONDS = 30;

    private final Path file;

    CredentialFile(Path file) {
        this.file = file;
    }

    /** What docker calls Docker Hub in the file. */
    static String key(String server) {
        return server.equals("docker.io") || server.equals("index.docker.io") ? "https://index.docker.io/v1/" : server;
    }

    void store(String server, String user, String password) {
        ObjectNode config = read();
        Optional<String> helper = helper(config, server);
        if (helper.isPresent()) {
            ObjectNode told = JSON.createObjectNode()
                    .put("ServerURL", key(server))
                    .put("Username", user)
                    .put("Secret", password);
            ask(helper.get(), "store", told.toString());
            return;
        }
        String auth = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        auths(config).putObject(key(server)).put("auth", auth);
        write(config);
    }

    /** False when nothing was kept for {@code server}. */
    boolean erase(String server) {
        ObjectNode config = read();
        Optional<String> helper = helper(config, server);
        if (helper.isPresent()) {
            ask(helper.get(), "erase", key(server));
            return true;
        }
        boolean was = auths(config).has(key(server));
        if (was) {
            auths(config).remove(key(server));
            write(config);
        }
        return was;
    }

    private static Optional<String> helper(JsonNode config, String server) {
        return Optional.of(config.path("credHelpers").path(server).asText(""))
                .filter(name -> !name.isEmpty())
                .or(() -> Optional.of(config.path("credsStore").asText("")).filter(name -> !name.isEmpty()));
    }

    private static ObjectNode auths(ObjectNode config) {
        return config.path("auths") instanceof ObjectNode there ? there : config.putObject("auths");
    }

    private ObjectNode read() {
        try {
            if (!Files.exists(file)) {
                return JSON.createObjectNode();
            }
            if (JSON.readTree(file.toFile()) instanceof ObjectNode config) {
                return config;
            }
            throw failed("it is no JSON object", null);
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
        }
    }

    private void write(ObjectNode config) {
        try {
            Path directory = Optional.ofNullable(file.getParent()).orElse(Path.of("."));
            Files.createDirectories(directory);
            Path part = Files.createTempFile(
                    directory,
                    ".config",
                    ".json",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(part, JSON.writeValueAsBytes(config));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage()), e);
        }
    }

    private void ask(String helper, String verb, String input) {
        String program = "docker-credential-" + helper;
        try {
            Process process =
                    new ProcessBuilder(program, verb).redirectErrorStream(true).start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(HELPER_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw failed(program + " " + verb + " failed: " + said, null);
            }
        } catch (IOException e) {
            throw failed(program + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted", e);
        }
    }

    private JstackException failed(String why, @org.jspecify.annotations.Nullable Exception cause) {
        String message = "cannot keep credentials in %s: %s".formatted(file, why);
        String remedy = "mend the file, or take the helper out of it";
        return cause == null
                ? new JstackException(ImageError.IO, message, remedy)
                : new JstackException(ImageError.IO, message, remedy, cause);
    }
}
