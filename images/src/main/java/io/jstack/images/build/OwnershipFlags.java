package io.jstack.images.build;

import io.jstack.images.ImageError;
import io.jstack.images.dockerfile.Dockerfile;
import io.jstack.images.dockerfile.Flag;
import io.jstack.images.dockerfile.Instruction;
import io.jstack.images.layer.MergedTree;
import io.jstack.images.layer.Ownership;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** {@code --chown} and {@code --chmod}; names are looked up in the image that is being built, passwd(5) and group(5). */
record OwnershipFlags(Dockerfile file, Instruction instruction, MergedTree image) {
    private static final int MAX_MODE = 07777;

    /** @param otherwise who owns the files without {@code --chown} */
    Ownership read(Ownership otherwise, Map<String, String> variables) throws IOException {
        Optional<Integer> mode = instruction.flag("chmod").map(flag -> mode(flag, variables));
        Optional<Flag> chown = instruction.flag("chown");
        if (chown.isEmpty()) {
            return otherwise.with(mode);
        }
        String[] names =
                Expansion.of(file, instruction, chown.get().value(), variables).split(":", 2);
        Accounts accounts = new Accounts(image);
        String name = names[0].isEmpty() ? "0" : names[0]; // ":group" leaves it root's
        Accounts.User user = accounts.user(name).orElseThrow(() -> unknown(chown.get(), "user", names[0], "passwd"));
        if (names.length == 1 || names[1].isEmpty()) {
            return new Ownership(user.uid(), user.gid(), mode);
        }
        int gid = accounts.group(names[1]).orElseThrow(() -> unknown(chown.get(), "group", names[1], "group"));
        return new Ownership(user.uid(), gid, mode);
    }

    private int mode(Flag flag, Map<String, String> variables) {
        String text = Expansion.of(file, instruction, flag.value(), variables);
        try {
            int mode = Integer.parseInt(text, 8);
            if (mode >= 0 && mode <= MAX_MODE) {
                return mode;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw file.error(
                ImageError.DOCKERFILE_UNSUPPORTED,
                flag.place(),
                "--chmod takes an octal mode, not '" + text + "'",
                "write it as 755 or 0644");
    }

    private RuntimeException unknown(Flag flag, String kind, String name, String where) {
        return file.error(
                ImageError.DOCKERFILE_INVALID,
                flag.place(),
                "the image has no %s '%s' in its /etc/%s".formatted(kind, name, where),
                "add it in an earlier step, or use a number");
    }
}
