package io.jstack.volumes;

import io.jstack.runtime.kernel.NativeMemory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A path as the kernel takes it: its own bytes, which need not be text in any encoding, and a NUL. */
final class UnixPath {
    private UnixPath() {}

    /** Through the URI, the one form in which the JDK gives a path's bytes away unharmed. */
    static NativeMemory of(Path path) {
        byte[] raw = path.toUri().getRawPath().getBytes(StandardCharsets.US_ASCII);
        // The URI of a directory ends in a slash, which would make the kernel follow a link to one.
        int length = raw.length > 1 && raw[raw.length - 1] == '/' ? raw.length - 1 : raw.length;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length + 1);
        for (int i = 0; i < length; i++) {
            if (raw[i] == '%') {
                bytes.write(Character.digit(raw[i + 1], 16) << 4 | Character.digit(raw[i + 2], 16));
                i += 2;
            } else {
                bytes.write(raw[i]);
            }
        }
        bytes.write(0);
        return NativeMemory.ofBytes(bytes.toByteArray());
    }
}
