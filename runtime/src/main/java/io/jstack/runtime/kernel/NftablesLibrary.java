package io.jstack.runtime.kernel;

import java.util.Optional;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** libnftables(3), the library beneath nft(8). */
final class NftablesLibrary {
    /** The functions we call. */
    public interface Functions {
        Pointer nft_ctx_new(int flags);

        void nft_ctx_free(Pointer context);

        int nft_ctx_buffer_output(Pointer context);

        int nft_ctx_buffer_error(Pointer context);

        void nft_ctx_output_set_flags(Pointer context, int flags);

        int nft_run_cmd_from_buffer(Pointer context, String commands);

        @Nullable
        String nft_ctx_get_error_buffer(Pointer context);

        @Nullable
        String nft_ctx_get_output_buffer(Pointer context);
    }

    /** Empty where the host lacks the library. */
    static final Optional<Functions> FUNCTIONS = load();

    private NftablesLibrary() {}

    private static Optional<Functions> load() {
        try {
            return Optional.of(LibraryLoader.create(Functions.class).load("libnftables.so.1"));
        } catch (UnsatisfiedLinkError missing) {
            return Optional.empty();
        }
    }
}
