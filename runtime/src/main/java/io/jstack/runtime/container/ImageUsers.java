package io.jstack.runtime.container;

import io.jstack.runtime.OverlayRoot;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.SafePath;
import io.jstack.runtime.oci.User;
import io.jstack.values.JstackException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names of users and groups as an image's own passwd(5) and group(5) know them; Docker's rules for {@code user[:group]}. */
final class ImageUsers {
    private static final int LIMIT = 4 << 20;
    private static final long LARGEST = Integer.MAX_VALUE;
    /** Most of these files are shorter. */
    private static final int PIECE = 4 << 10;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");

    private final List<String[]> users;
    private final List<String[]> groups;

    private ImageUsers(List<String[]> users, List<String[]> groups) {
        this.users = users;
        this.groups = groups;
    }

    /** Looks into the topmost layer that has the files. */
    static User resolve(String text, OverlayRoot root) {
        return new ImageUsers(entries(root, "etc/passwd", 4), entries(root, "etc/group", 3)).resolve(text);
    }

    /** The numbers of groups, by name or number. */
    static List<Long> groups(List<String> names, OverlayRoot root) {
        ImageUsers users = new ImageUsers(List.of(), entries(root, "etc/group", 3));
        return names.stream().map(users::group).distinct().toList();
    }

    private static List<String[]> entries(OverlayRoot root, String file, int fields) {
        return read(root, file)
                .lines()
                .map(line -> line.strip().split(":", -1))
                .filter(entry -> entry.length >= fields)
                .toList();
    }

    private static String read(OverlayRoot root, String path) {
        List<Path> layers =
                Stream.concat(Stream.of(root.upper()), root.lower().stream()).toList();
        for (Path layer : layers) {
            try (Fd directory = Linux.open(layer.toString(), Linux.O_PATH | Linux.O_DIRECTORY)) {
                Optional<Fd> found = SafePath.find(directory, path, Linux.O_PATH);
                if (found.isPresent()) {
                    return read(directory, found.get(), path);
                }
            }
        }
        return "";
    }

    /** A file; nothing where the layer has a whiteout, a device, in its place. */
    private static String read(Fd directory, Fd found, String path) {
        try (found) {
            if (FileStat.of(found).type() != FileStat.S_IFREG) {
                return "";
            }
        }
        StringBuilder text = new StringBuilder();
        NativeMemory memory = NativeMemory.ofSize(PIECE);
        try (Fd file = SafePath.open(directory, path, Linux.O_RDONLY | Linux.O_NONBLOCK)) {
            int count = Linux.read(file, memory).orElse(0);
            while (count > 0 && text.length() < LIMIT) {
                text.append(new String(memory.bytes(0, count), StandardCharsets.ISO_8859_1));
                count = Linux.read(file, memory).orElse(0);
            }
        }
        return text.toString();
    }

    private User resolve(String text) {
        String[] parts = text.strip().split(":", 2);
        String user = parts[0].isEmpty() ? "0" : parts[0];
        Optional<Long> number = number(user);
        Optional<String[]> entry = find(users, e -> e[0].equals(user))
                .or(() -> number.flatMap(uid -> find(users, e -> e[2].equals(Long.toString(uid)))));
        long uid = entry.flatMap(e -> number(e[2]))
                .or(() -> number)
                .orElseThrow(() -> missing("user", user, "/etc/passwd"));
        if (parts.length == 2 && !parts[1].isEmpty()) {
            long gid = group(parts[1]);
            return new User(uid, gid, OptionalInt.empty(), List.of(gid));
        }
        long gid = entry.flatMap(e -> number(e[3])).orElse(0L);
        // the primary group too: a program that changes it must not gain what the group is denied (CVE-2022-36109)
        User one = new User(uid, gid, OptionalInt.empty(), List.of(gid));
        return entry.map(e -> one.inGroups(memberships(e[0]))).orElse(one);
    }

    private long group(String group) {
        return find(groups, e -> e[0].equals(group))
                .flatMap(e -> number(e[2]))
                .or(() -> number(group))
                .orElseThrow(() -> missing("group", group, "/etc/group"));
    }

    private List<Long> memberships(String user) {
        return groups.stream()
                .filter(e -> e.length > 3 && List.of(e[3].split(",", -1)).contains(user))
                .flatMap(e -> number(e[2]).stream())
                .toList();
    }

    private static Optional<String[]> find(List<String[]> entries, Predicate<String[]> wanted) {
        return entries.stream().filter(wanted).findFirst();
    }

    private static Optional<Long> number(String text) {
        if (!NUMBER.matcher(text).matches() || Long.parseLong(text) > LARGEST) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(text));
    }

    private static JstackException missing(String kind, String name, String file) {
        return new JstackException(
                RuntimeError.USER_NOT_FOUND,
                "no %s %s in the image's %s".formatted(kind, name, file),
                "a name that stands there, or a number up to 2147483647");
    }
}
