package io.jstack.images.build;

import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.images.dockerfile.Dockerfile;
import io.jstack.images.dockerfile.Instruction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** {@code ADD https://…}: a file that is fetched, under the last part of its path, as BuildKit names and dates it. */
final class RemoteFile {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(PATIENCE)
            .proxy(ProxySelector.getDefault())
            .build();

    private final Dockerfile file;
    private final Instruction instruction;
    private final URI uri;

    RemoteFile(Dockerfile file, Instruction instruction, String text) {
        this.file = file;
        this.instruction = instruction;
        try {
            this.uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw file.error(
                    ImageError.DOCKERFILE_INVALID, instruction, "'" + text + "' is no URL", "write https://host/path");
        }
    }

    static boolean isOne(String source) {
        return source.regionMatches(true, 0, "http://", 0, 7) || source.regionMatches(true, 0, "https://", 0, 8);
    }

    /** What it is called when the destination is a directory. */
    String name() {
        String path = Optional.ofNullable(uri.getPath()).orElse("");
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (last.isEmpty()) {
            throw file.error(
                    ImageError.DOCKERFILE_INVALID,
                    instruction,
                    uri + " names no file",
                    "end the URL with a file's name, or the destination with one");
        }
        return last;
    }

    boolean hasName() {
        return !Optional.ofNullable(uri.getPath()).orElse("").endsWith("/");
    }

    /** Fetches it into {@code into}, readable by its owner only: the digest of its content. */
    Digest fetch(Path into) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(PATIENCE).GET().build();
        MessageDigest sha256 = Digest.sha256();
        try {
            HttpResponse<InputStream> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw failed("the server answered " + answer.statusCode());
                }
                try (OutputStream out = new DigestOutputStream(Files.newOutputStream(into), sha256)) {
                    in.transferTo(out);
                }
            }
            Files.setPosixFilePermissions(into, PosixFilePermissions.fromString("rw-------"));
            Files.setLastModifiedTime(into, FileTime.from(modified(answer)));
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
            throw failed(Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName()));
        }
        return Digest.finish(sha256.digest());
    }

    private static Instant modified(HttpResponse<?> answer) {
        try {
            return answer.headers()
                    .firstValue("last-modified")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant())
                    .orElse(Instant.EPOCH);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH; // as if the server had not said when
        }
    }

    private RuntimeException failed(String why) {
        return file.error(
                ImageError.COPY_SOURCE_NOT_FOUND,
                instruction,
                "cannot fetch %s: %s".formatted(uri, why),
                "check the URL and the network; a proxy is taken from the engine's environment");
    }

    RuntimeException mismatch(Digest wanted, Digest found) {
        return file.error(
                ImageError.DIGEST_MISMATCH,
                instruction,
                "%s has the digest %s, not %s".formatted(uri, found, wanted),
                "look at the file before you trust it; then write its digest");
    }
}
