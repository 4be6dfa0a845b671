package io.jstack.images.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jstack.images.Descriptor;
import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.store.BlobStore;
import io.jstack.images.store.StoreFailure;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Brings blobs into the store: hashed and counted on the way into a part file, which a broken transfer resumes, also after the engine was
 * killed. Whoever asks for a digest that is on its way already waits for that one.
 */
final class BlobDownload {
    private static final int RESUMES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final int BUFFER = 1 << 16;
    private static final long TOLD_EVERY = 1 << 20;

    private final BlobStore blobs;
    private final Executor workers;
    private final Pause pause;
    /** Futures as values: a failure is its waiters' to tell, not the cache's to log. */
    private final Cache<Digest, CompletableFuture<Descriptor>> inFlight =
            Caffeine.newBuilder().build();

    BlobDownload(BlobStore blobs, Executor workers, Pause pause) {
        this.blobs = blobs;
        this.workers = workers;
        this.pause = pause;
    }

    /** Begins, or joins, the transfer of {@code blob}; the future fails with what the user is to read. */
    CompletableFuture<Descriptor> begin(RegistryConnection registry, Descriptor blob, ImageProgress progress) {
        if (blobs.has(blob.digest())) {
            return CompletableFuture.completedFuture(blob);
        }
        CompletableFuture<Descriptor> transfer = inFlight.get(
                blob.digest(), digest -> CompletableFuture.supplyAsync(() -> fetch(registry, blob, progress), workers));
        // once it is done the store knows, and after a failure the next one is to try again
        return transfer.whenComplete((done, failure) -> inFlight.asMap().remove(blob.digest(), transfer));
    }

    private Descriptor fetch(RegistryConnection registry, Descriptor blob, ImageProgress progress) {
        Path part = blobs.partial(blob.digest());
        try {
            for (int attempt = 0; ; attempt++) {
                long before = Files.exists(part) ? Files.size(part) : 0;
                try {
                    return transfer(registry, blob, part, progress);
                } catch (IOException e) {
                    boolean stuck = (Files.exists(part) ? Files.size(part) : 0) <= before;
                    if (String.valueOf(e.getMessage()).contains("No space left") || (stuck && attempt >= RESUMES)) {
                        throw e;
                    }
                    if (stuck) {
                        pause.of(FIRST_PAUSE.multipliedBy(1L << attempt));
                    }
                }
            }
        } catch (IOException e) {
            throw String.valueOf(e.getMessage()).contains("No space left")
                    ? StoreFailure.of("cannot download " + blob.digest(), part, e)
                    : RegistryFailure.unreachable(registry.name(), e);
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private Descriptor transfer(RegistryConnection registry, Descriptor blob, Path part, ImageProgress progress)
            throws IOException, InterruptedException {
        MessageDigest hash = blob.digest().hasher();
        long have = Files.exists(part) ? hashOf(part, hash) : 0;
        if (have < blob.size()) {
            Requests.Answer<InputStream> answer = registry.blob(blob.digest(), have);
            try (InputStream in = answer.body()) {
                if (have > 0 && answer.status() == 200) {
                    Files.delete(part);
                    hash = blob.digest().hasher();
                    have = 0;
                }
                long promised = promised(answer, have, blob);
                if (promised != blob.size()) {
                    throw wrong(registry, blob, part, promised);
                }
                have = receive(in, part, have, blob, hash, progress);
            }
        }
        if (have != blob.size() || !blob.digest().matches(hash.digest())) {
            throw wrong(registry, blob, part, have);
        }
        progress.on(new ImageProgress.Transfer(blob.digest().shortHex(), "downloaded", blob.size(), blob.size()));
        return blobs.keep(part, blob);
    }

    /** How long the registry says the blob is: another length is known before anything is read. */
    private static long promised(Requests.Answer<InputStream> answer, long from, Descriptor blob) {
        if (answer.status() == 416) {
            return from;
        }
        try {
            return answer.header("content-length")
                    .map(length -> from + Long.parseLong(length.strip()))
                    .orElse(blob.size());
        } catch (NumberFormatException e) {
            return blob.size(); // it will show
        }
    }

    /** Nothing of it is kept. */
    private static JstackException wrong(RegistryConnection registry, Descriptor blob, Path part, long size)
            throws IOException {
        Files.deleteIfExists(part);
        return new JstackException(
                ImageError.DIGEST_MISMATCH,
                "registry %s gave %d bytes for blob %s that are not its %d bytes"
                        .formatted(registry.name().registry(), size, blob.digest(), blob.size()),
                "pull again; if it stays so the registry's content is damaged");
    }

    private static long receive(
            InputStream in, Path part, long from, Descriptor blob, MessageDigest hash, ImageProgress progress)
            throws IOException {
        long have = from;
        long told = from;
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                if (have + got > blob.size()) {
                    return have + got; // more than was promised: no use to read on
                }
                out.write(buffer, 0, got);
                hash.update(buffer, 0, got);
                have += got;
                if (have - told >= TOLD_EVERY) {
                    told = have;
                    progress.on(new ImageProgress.Transfer(blob.digest().shortHex(), "downloading", have, blob.size()));
                }
            }
        }
        if (have < blob.size()) {
            throw new IOException("the connection ended after %d of %d bytes".formatted(have, blob.size()));
        }
        return have;
    }

    private static long hashOf(Path part, MessageDigest hash) throws IOException {
        long size = 0;
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(part)) {
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                hash.update(buffer, 0, got);
                size += got;
            }
        }
        return size;
    }
}
