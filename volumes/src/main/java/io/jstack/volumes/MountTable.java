package io.jstack.volumes;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The engine's mounts, as {@code /proc/self/mountinfo} tells them; proc(5). */
final class MountTable {
    private final Path file;

    MountTable(Path file) {
        this.file = file;
    }

    /** Whether mounts made later below {@code path} can arrive in a slave of it: its mount is shared, or a slave itself. */
    boolean propagates(Path path) {
        Path best = Path.of("/");
        boolean propagates = false;
        for (String line : lines()) {
            String[] fields = line.split(" ", -1);
            Path point = Path.of(unescape(fields[4]));
            // A later line mounted over an earlier one at the same point hides it.
            if (path.startsWith(point) && point.getNameCount() >= best.getNameCount()) {
                best = point;
                propagates = hasPeers(fields);
            }
        }
        return propagates;
    }

    private static boolean hasPeers(String[] fields) {
        for (int i = 6; i < fields.length && !fields[i].equals("-"); i++) {
            if (fields[i].startsWith("shared:") || fields[i].startsWith("master:")) {
                return true;
            }
        }
        return false;
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new JstackException(
                    VolumeError.VOLUME_IO, "cannot read %s: %s".formatted(file, e.getMessage()), "mount /proc", e);
        }
    }

    /** Space, tab, newline and backslash come as three octal digits. */
    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 3 < text.length()) {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }
}
