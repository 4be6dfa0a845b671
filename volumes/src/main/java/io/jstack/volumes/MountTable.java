package io.jstack.volumes;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A process's mounts, as {@code /proc/PID/mountinfo} tells them; proc_pid_mountinfo(5). */
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

    /** What is mounted at exactly that point below all else: its device, and its path there, which ends in {@code //deleted} once removed. */
    Optional<String> mountedAt(String point) {
        return lines().stream()
                .map(line -> line.split(" ", -1))
                .filter(fields -> unescape(fields[4]).equals(point))
                .findFirst()
                .map(fields -> fields[2] + " " + unescape(fields[3]));
    }

    /** Where a path lies, in the same words. */
    Optional<String> within(Path path) {
        Path best = Path.of("/");
        Optional<String> found = Optional.empty();
        for (String line : lines()) {
            String[] fields = line.split(" ", -1);
            Path point = Path.of(unescape(fields[4]));
            if (path.startsWith(point) && point.getNameCount() >= best.getNameCount()) {
                best = point;
                Path inside = Path.of(unescape(fields[3])).resolve(point.relativize(path));
                found = Optional.of(fields[2] + " " + inside.normalize());
            }
        }
        return found;
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
