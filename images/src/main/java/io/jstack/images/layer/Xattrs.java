package io.jstack.images.layer;

import java.util.Set;

/** Which extended attributes belong to an image. */
final class Xattrs {
    private static final Set<String> OF_THE_MACHINE = Set.of("security.selinux", "security.ima", "security.evm");

    private Xattrs() {}

    /**
     * False for what overlayfs keeps for itself, which a stranger's layer could use to show files of another (redirect), and for labels
     * that only one machine's policy understands.
     */
    static boolean travels(String name) {
        return !name.startsWith("trusted.overlay.")
                && !name.startsWith("user.overlay.")
                && !OF_THE_MACHINE.contains(name)
                && !name.isEmpty();
    }
}
