package io.jstack.images.layer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A small tar made in memory, every entry of one time: the same calls give the same bytes. */
public final class TarBuilder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final long modified;

    /**
     * Begins an empty one.
     *
     * @param modified of every entry, in seconds since the epoch
     */
    public TarBuilder(long modified) {
        this.modified = modified;
    }

    public TarBuilder directory(String name, int mode) {
        out.writeBytes(new TarHeader(bytes(name + "/"), '5')
                .mode(mode)
                .modified(modified)
                .bytes());
        return this;
    }

    public TarBuilder file(String name, int mode, byte[] content) {
        out.writeBytes(new TarHeader(bytes(name), '0')
                .mode(mode)
                .size(content.length)
                .modified(modified)
                .bytes());
        out.writeBytes(content);
        out.writeBytes(new byte[TarHeader.padding(content.length)]);
        return this;
    }

    public TarBuilder file(String name, int mode, String content) {
        return file(name, mode, bytes(content));
    }

    public TarBuilder symlink(String name, String target) {
        out.writeBytes(new TarHeader(bytes(name), '2')
                .mode(0777)
                .link(bytes(target))
                .modified(modified)
                .bytes());
        return this;
    }

    public TarBuilder hardLink(String name, String target) {
        out.writeBytes(new TarHeader(bytes(name), '1')
                .mode(0755)
                .link(bytes(target))
                .modified(modified)
                .bytes());
        return this;
    }

    /** The whole tar, end mark included. */
    public byte[] toBytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(out.toByteArray());
        whole.writeBytes(new byte[2 * TarHeader.BLOCK]);
        return whole.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
