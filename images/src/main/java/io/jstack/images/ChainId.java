package io.jstack.images;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The name of a stack of layers (OCI image spec, config.md, "Layer ChainID"). */
public final class ChainId {
    private ChainId() {}

    /**
     * Names the whole stack.
     *
     * @param diffIds lowest first, at least one
     */
    public static Digest of(List<Digest> diffIds) {
        Digest chain = diffIds.get(0);
        for (Digest next : diffIds.subList(1, diffIds.size())) {
            chain = Digest.of((chain + " " + next).getBytes(StandardCharsets.US_ASCII));
        }
        return chain;
    }
}
