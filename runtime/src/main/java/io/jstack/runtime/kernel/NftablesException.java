package io.jstack.runtime.kernel;

/** A transaction that nftables refused, in nft's own words. Nothing of it was done. */
public final class NftablesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NftablesException(String message) {
        super(message);
    }

    NftablesException(String message, Throwable cause) {
        super(message, cause);
    }
}
