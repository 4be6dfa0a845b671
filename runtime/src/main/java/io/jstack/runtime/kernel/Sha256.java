package io.jstack.runtime.kernel;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import jnr.ffi.LibraryLoader;

/**
 * SHA-256 by libcrypto, SHA256_Init(3): with the processor's own instructions, which the JDK uses only from its optimising compiler, and
 * the engine runs without that one. Twenty times as fast here. The library keeps no pointer in its state, so that it lives on the heap
 * and nothing is to be freed.
 */
public final class Sha256 extends MessageDigest {
    /** The functions we call; every argument is an address or a length. */
    public interface Functions {
        int SHA256_Init(long context);

        int SHA256_Update(long context, long data, long length);

        int SHA256_Final(long digest, long context);
    }

    private static final int CONTEXT = 112; // struct SHA256state_st
    private static final int DIGEST = 32;
    private static final int DATA = 128;
    private static final int CHUNK = 1 << 16;

    /** Context, then data: what the library sees of whichever digest a thread is at. */
    private static final ThreadLocal<NativeMemory> SCRATCH =
            ThreadLocal.withInitial(() -> NativeMemory.ofSize(DATA + CHUNK));

    /** Loaded at first use. */
    private static final class Holder {
        static final Optional<Functions> LIBRARY = load();

        private static Optional<Functions> load() {
            try {
                return Optional.of(
                        LibraryLoader.create(Functions.class).failImmediately().load("libcrypto.so.3"));
            } catch (UnsatisfiedLinkError absent) {
                return Optional.empty();
            }
        }
    }

    private final Functions library;
    private final byte[] context = new byte[CONTEXT];

    private Sha256(Functions library) {
        super("SHA-256");
        this.library = library;
        engineReset();
    }

    /** A fresh one, the JDK's where this host has no libcrypto.so.3. */
    public static MessageDigest create() {
        return Holder.LIBRARY.<MessageDigest>map(Sha256::new).orElseGet(Sha256::ofTheJdk);
    }

    private static MessageDigest ofTheJdk() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        NativeMemory scratch = SCRATCH.get();
        scratch.buffer().put(0, context);
        for (int done = 0; done < length; ) {
            int step = Math.min(CHUNK, length - done);
            scratch.buffer().put(DATA, input, offset + done, step);
            library.SHA256_Update(scratch.address(), scratch.address() + DATA, step);
            done += step;
        }
        scratch.buffer().get(0, context);
    }

    @Override
    protected byte[] engineDigest() {
        NativeMemory scratch = SCRATCH.get();
        scratch.buffer().put(0, context);
        library.SHA256_Final(scratch.address() + DATA, scratch.address());
        byte[] digest = scratch.bytes(DATA, DIGEST);
        engineReset();
        return digest;
    }

    @Override
    protected void engineReset() {
        NativeMemory scratch = SCRATCH.get();
        library.SHA256_Init(scratch.address());
        scratch.buffer().get(0, context);
    }

    @Override
    protected int engineGetDigestLength() {
        return DIGEST;
    }
}
