package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Step;
import java.util.List;
import java.util.Set;

/** Steps that open a place inside the root, made where it is missing, without ever following an image's link out of it. */
final class Target {
    private final Register root;
    private final List<Step> steps;
    private final boolean inRoot;

    Target(Register root, List<Step> steps, Set<Protection> protections) {
        this(root, steps, protections.contains(Protection.TARGETS_IN_ROOT));
    }

    private Target(Register root, List<Step> steps, boolean inRoot) {
        this.root = root;
        this.steps = steps;
        this.inRoot = inRoot;
    }

    /** Places below a directory of the root, which nothing on the way leads out of either. */
    Target within(Register directory) {
        return new Target(directory, steps, inRoot);
    }

    /** The directory {@code path}, each missing part made as root's, 0755. */
    Register directory(String path) {
        Register parent = root;
        StringBuilder prefix = new StringBuilder();
        for (String part : parts(path)) {
            prefix.append('/').append(part);
            Register here = new Register(part);
            int flags = Linux.O_PATH | Linux.O_DIRECTORY;
            steps.add(open(prefix.toString(), flags).into(here).allowing(Errno.ENOENT));
            steps.add(Calls.mkdirAt(parent, part, 0755).allowing(Errno.EEXIST).unless(here));
            steps.add(open(prefix.toString(), flags).into(here).unless(here));
            parent = here;
        }
        return parent;
    }

    /** The file {@code path}, made empty where it is missing. */
    Register file(String path) {
        String[] parts = parts(path);
        String name = parts[parts.length - 1];
        if (parts.length > 1) {
            directory(String.join("/", List.of(parts).subList(0, parts.length - 1)));
        }
        Register here = new Register(name);
        steps.add(open(path, Linux.O_PATH).into(here).allowing(Errno.ENOENT));
        Register made = new Register("made");
        steps.add(create(path).into(made).unless(here));
        steps.add(Calls.close(made)); // open for writing, it would keep the root from becoming read-only (EBUSY)
        steps.add(open(path, Linux.O_PATH).into(here).unless(here));
        return here;
    }

    private Step open(String path, int flags) {
        return inRoot ? Calls.openInRoot(root, path, flags) : Calls.openAt(root, path.substring(1), flags, 0);
    }

    private Step create(String path) {
        return inRoot
                ? Calls.createInRoot(root, path, 0644)
                : Calls.openAt(root, path.substring(1), Linux.O_CREAT | Linux.O_WRONLY, 0644);
    }

    private static String[] parts(String path) {
        return java.util.Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toArray(String[]::new);
    }
}
