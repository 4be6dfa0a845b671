package io.jstack.runtime.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What an element of an nftables set is found by, its fields one after the other as the set's type names them; each is padded to four
 * bytes, as nf_tables does in its registers (linux/netfilter/nf_tables.h, NFT_REG32_SIZE).
 */
public final class SetKey {
    private static final int IFNAMSIZ = 16;

    private final byte[] bytes;

    private SetKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A key that begins with a link's name, nft's type {@code ifname}. */
    public static SetKey ofLink(String name) {
        return new SetKey(Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), IFNAMSIZ));
    }

    /** This key and one more field, in network order. */
    public SetKey and(byte[] field) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + ((field.length + 3) & ~3));
        System.arraycopy(field, 0, longer, bytes.length, field.length);
        return new SetKey(longer);
    }

    byte[] bytes() {
        return bytes;
    }
}
