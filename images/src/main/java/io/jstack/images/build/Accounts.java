package io.jstack.images.build;

import io.jstack.images.layer.MergedEntry;
import io.jstack.images.layer.MergedTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The users and groups an image knows: passwd(5), group(5). */
record Accounts(MergedTree image) {
    /** A user's numbers. */
    record User(int uid, int gid) {}

    /** By name, or by number: a bare number stands for the group too, unless passwd says otherwise. */
    Optional<User> user(String name) throws IOException {
        Optional<Integer> number = number(name);
        if (number.isPresent()) {
            return Optional.of(new User(number.get(), number.get()));
        }
        for (List<String> line : lines("etc/passwd")) {
            if (line.size() > 3 && line.get(0).equals(name)) {
                return Optional.of(new User(
                        number(line.get(2)).orElse(0), number(line.get(3)).orElse(0)));
            }
        }
        return Optional.empty();
    }

    Optional<Integer> group(String name) throws IOException {
        Optional<Integer> number = number(name);
        if (number.isPresent()) {
            return number;
        }
        for (List<String> line : lines("etc/group")) {
            if (line.size() > 2 && line.get(0).equals(name)) {
                return number(line.get(2));
            }
        }
        return Optional.empty();
    }

    private List<List<String>> lines(String path) throws IOException {
        Optional<MergedEntry> found =
                image.find(MergedTree.parts(path)).filter(e -> e.stat().isRegular());
        if (found.isEmpty()) {
            return List.of();
        }
        try (InputStream in = image.stream(found.get())) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> List.of(line.split(":", -1)))
                    .toList();
        }
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseUnsignedInt(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
