package io.jstack.images.layer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Writes tars entry by entry, hostile ones too. */
final class TarFixture {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TarFixture directory(String name, int mode) {
        return entry(new TarHeader(bytes(name), '5').mode(mode).modified(1_000_000));
    }

    TarFixture file(String name, String content) {
        return file(new TarHeader(bytes(name), '0').mode(0644).modified(1_000_000), content);
    }

    TarFixture file(TarHeader header, String content) {
        entry(header.size(content.length()));
        out.writeBytes(bytes(content));
        out.writeBytes(new byte[TarHeader.padding(content.length())]);
        return this;
    }

    TarFixture symlink(String name, String target) {
        return entry(new TarHeader(bytes(name), '2').mode(0777).link(bytes(target)));
    }

    TarFixture hardLink(String name, String target) {
        return entry(new TarHeader(bytes(name), '1').mode(0644).link(bytes(target)));
    }

    TarFixture entry(TarHeader header) {
        out.writeBytes(header.bytes());
        return this;
    }

    byte[] toBytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(out.toByteArray());
        whole.writeBytes(new byte[2 * TarHeader.BLOCK]);
        return whole.toByteArray();
    }

    InputStream stream() {
        return new ByteArrayInputStream(toBytes());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
