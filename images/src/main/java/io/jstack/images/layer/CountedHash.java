package io.jstack.images.layer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;

/** Counts what goes through, and hashes it when asked to. */
final class CountedHash extends FilterInputStream {
    private final Optional<MessageDigest> hash;
    private final Watch watch;
    private long count;
    private boolean failed;

    /** Told after each read; may throw to stop. */
    @FunctionalInterface
    interface Watch {
        void at(long count);
    }

    CountedHash(InputStream in, Optional<MessageDigest> hash, Watch watch) {
        super(in);
        this.hash = hash;
        this.watch = watch;
    }

    /** Whether what is below broke, rather than what was made of it. */
    boolean hasFailed() {
        return failed;
    }

    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int got;
        try {
            got = in.read(bytes, offset, length);
        } catch (IOException e) {
            failed = true;
            throw e;
        }
        if (got > 0) {
            count += got;
            if (hash.isPresent()) {
                hash.get().update(bytes, offset, got);
            }
            watch.at(count);
        }
        return got;
    }

    @Override
    public long skip(long n) throws IOException {
        byte[] thrown = new byte[(int) Math.min(Math.max(n, 0), 1 << 16)];
        return Math.max(read(thrown, 0, thrown.length), 0);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
